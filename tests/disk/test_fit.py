"""Weights of another model are refused with the cause, once; those that fit pass in silence."""

from __future__ import annotations

import pytest
from attrs import evolve

from graphnet.diagnostics import Diagnostics
from graphnet.disk.compare import Shape, declared_shapes
from graphnet.disk.fit import check_weights
from graphnet.disk.tensors import Header, StoredTensor
from tests.disk.models import checked, header, only, planned, trained_as, weights

SHAPES: dict[str, Shape] = dict(declared_shapes(planned().plan))


def checked_header(found: Header) -> Diagnostics:
    return check_weights(planned(), evolve(weights(SHAPES), header=found))


def test_the_model_s_own_weights_fit_whether_the_file_says_so_or_not() -> None:
    for knows in (True, False):
        assert check_weights(planned(), trained_as(knows=knows)) == ()


@pytest.mark.parametrize(
    ("key", "then"),
    [
        ("sizes.d_model", "16"),
        ("sizes.d_model", "6"),
        ("sizes.bits", "9"),
        ("stages.backbone.options.n_layers", "3"),
        ("stages.backbone.options.n_layers", "1"),
        ("stages.backbone.options.d_state", "10"),
        ("stages.backbone.options.expand", "4"),
        ("stages.backbone.options.ff", "0"),
        ("stages.backbone.options.ff", "3"),
        ("stages.backbone.options.flavour", '"standalone"'),
    ],
)
def test_the_one_key_that_explains_everything_is_named(key: str, then: str) -> None:
    problem = only(check_weights(planned(), trained_as(f"{key}={then}")))
    assert problem.rule.code == "GN910"
    assert problem.message.startswith(f"`{key}` is ")
    assert problem.message.endswith(f" in the spec, {then} in `w.safetensors`")


@pytest.mark.parametrize("key", ["init", "discretization"])
def test_a_key_that_changes_no_tensor_is_found_by_the_fingerprint(key: str) -> None:
    then = {"init": '"legs"', "discretization": '"bilinear"'}[key]
    setting = f"stages.backbone.options.{key}={then}"
    assert check_weights(planned(), trained_as(setting)) == ()  # nothing tells them apart
    problem = only(check_weights(planned(), trained_as(setting, knows=True)))
    assert then in problem.message


def test_an_option_that_is_written_is_pointed_at_and_can_be_mended() -> None:
    problem = only(check_weights(planned(), trained_as("stages.backbone.options.n_layers=3")))
    assert problem.primary is not None
    assert problem.primary.span.text == "2"
    assert [(e.span.text, e.replacement) for e in problem.fixes[0].edits] == [("2", "3")]


def test_what_no_key_explains_is_told_by_kind_each_once() -> None:
    shapes = dict(SHAPES)
    del shapes["head.bias"]
    shapes["encoder.table"] = shapes.pop("encoder.weight")
    shapes["head.extra"] = (3,)
    shapes["backbone.norm.weight"] = (9,)
    found = checked(shapes)
    assert [d.rule.code for d in found] == ["GN910"] * 4
    missing, extra, renamed, reshaped = found
    assert missing.message.startswith("1 of the model's 75 tensors are not in")
    assert missing.notes == ("`head.bias`",)
    assert missing.primary is not None
    assert missing.primary.span.text == '"categorical"'
    assert extra.notes == ("`head.extra`",)
    assert renamed.notes == ("`encoder.weight` is called `encoder.table` there",)
    assert reshaped.notes == ("`backbone.norm.weight` is (9) in the checkpoint, (8) in the spec",)


def test_one_parameter_of_many_stages_is_one_message() -> None:
    lacking = {name: shape for name, shape in SHAPES.items() if not name.endswith("output.weight")}
    problem = only(checked(lacking))
    assert problem.message.startswith("8 of the model's 75 tensors are not in")
    assert problem.notes == (
        "`output.weight` of 8 stages of `backbone` (first: `backbone.center.0`)",
    )


def test_a_word_before_every_name_is_the_one_cause() -> None:
    problem = only(checked({f"module.{name}": shape for name, shape in SHAPES.items()}))
    assert "begins with `module.`" in problem.message


def test_numbers_that_are_no_floats_are_no_weights() -> None:
    file = weights(SHAPES)
    tensors = {**file.header.tensors, "head.bias": StoredTensor("I8", SHAPES["head.bias"])}
    problem = only(checked_header(Header(tensors, {})))
    assert problem.message.startswith("1 tensor of `w.safetensors` holds no floating-point")
    for dtype in ("F16", "BF16", "F64"):
        assert checked_header(header(SHAPES, dtype)) == ()


def test_none_of_the_names_is_another_dialect_and_says_what_is_alike() -> None:
    problem = only(checked({f"x{i}": shape for i, shape in enumerate(SHAPES.values())}))
    assert problem.rule.code == "GN907"
    assert "it has 0 of the model's 75 names" in problem.message
    assert problem.notes[-1].startswith("75 of the model's 75 shapes")


def test_an_empty_file_has_none_of_the_names() -> None:
    assert only(checked({})).rule.code == "GN907"


def test_the_fingerprint_of_another_model_is_enough_to_refuse() -> None:
    problem = only(check_weights(planned(), weights(SHAPES, model="unheard of")))
    assert problem.rule.code == "GN907"
    assert problem.notes[0].startswith("its tensors have the same names and shapes")


def test_a_file_of_this_very_model_may_hold_more_than_parameters() -> None:
    own = planned().plan.fingerprints.model
    more = {**SHAPES, "backbone.center.0.running_mean": (4,)}
    assert check_weights(planned(), weights(more, own)) == ()
    assert only(checked(more)).rule.code == "GN910"


def test_a_tensor_that_is_another_s_may_be_there_twice_or_once() -> None:
    tied = planned(text=TIED)
    shapes = dict(declared_shapes(tied.plan))
    assert "head.weight" not in shapes
    assert check_weights(tied, weights(shapes)) == ()
    assert check_weights(tied, weights({**shapes, "head.weight": SHAPES["head.weight"]})) == ()


TIED = planned().spec.text.text.replace(
    'use   = "categorical"', 'use   = "categorical"\ntie   = { weight = "encoder.weight" }'
)
