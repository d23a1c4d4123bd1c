"""Many tensors are said in few words, and none is lost in them."""

from __future__ import annotations

import pytest

from graphnet.disk.groups import SHOWN, in_words, split_name

STAGES = ("head", "back.0", "back.1", "back.2", "back.up.0.layers.0")


def test_a_parameter_of_many_stages_is_said_once() -> None:
    names = [f"back.{i}.{leaf}" for i in range(3) for leaf in ("norm.m", "weight")]
    assert in_words(names, STAGES) == (
        "`norm.m`, `weight` of 3 stages of `back` (first: `back.0`)",
    )


def test_parameters_of_one_stage_keep_their_full_names() -> None:
    assert in_words(["head.weight", "head.bias"], STAGES) == ("`head.weight`, `head.bias`",)
    assert in_words([], STAGES) == ()


def test_parameters_of_other_sets_of_stages_are_other_groups() -> None:
    names = ["back.0.a", "back.1.a", "back.1.b", "back.2.b"]
    assert len(in_words(names, STAGES)) == 2


def test_beyond_a_few_groups_the_rest_is_counted() -> None:
    found = in_words([f"s{i}.weight" for i in range(SHOWN + 3)], ())
    assert len(found) == SHOWN + 1
    assert found[-1] == "3 more groups of tensors"
    found = in_words([f"s{i}.weight" for i in range(SHOWN + 1)], ())
    assert found[-1] == "1 more group of tensors"


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("head.weight", ("head", "weight")),
        ("back.0.norm.m", ("back.0", "norm.m")),
        ("back.up.0.layers.0.norm.m", ("back.up.0.layers.0", "norm.m")),
        ("back.9.norm.m", ("back.9", "norm.m")),
        ("x.y.z", ("x.y", "z")),
        ("lonely", ("", "lonely")),
    ],
)
def test_a_name_is_a_stage_and_a_parameter(name: str, parts: tuple[str, str]) -> None:
    assert split_name(name, frozenset(STAGES)) == parts
