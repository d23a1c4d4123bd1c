"""Every parameter is filled, missing or fresh; every tensor is used, set aside, dropped or left."""

from __future__ import annotations

import pytest
from attrs import evolve

from graphnet.disk.matching import Allowed, Importer, Matching, find_importers, match_with
from graphnet.plugin.imports import Filling, ForeignWeights, ImportModel, Match
from tests.disk.importers import SHAPES, TOY, TYPE, weights_of
from tests.disk.models import only, planned

PLAN = planned().plan


def matched(weights: ForeignWeights, allowed: Allowed | None = None) -> Matching:
    found, problems = match_with(TOY, weights, PLAN, allowed or Allowed())
    assert found is not None, problems
    return found


def test_a_whole_checkpoint_fills_everything_in_the_model_s_order() -> None:
    found = matched(weights_of(dict(reversed([*SHAPES.items()])), n_layers=2))
    assert list(found.fillings) == list(SHAPES)
    assert found.is_whole
    assert {f.how for f in found.fillings.values()} == {"renamed", "converted"}
    assert found.aside == {"n_layers": "which is no weight"}


def test_what_lacks_is_missing_unless_its_stage_may_begin_afresh() -> None:
    lacking = weights_of({n: s for n, s in SHAPES.items() if not n.startswith("head.")})
    assert matched(lacking).missing == ("head.weight", "head.bias")
    assert not matched(lacking).is_whole
    allowed = matched(lacking, Allowed(missing=("head",)))
    assert (allowed.missing, allowed.fresh) == ((), ("head.weight", "head.bias"))
    assert allowed.is_whole
    assert matched(lacking, Allowed(missing=("hea",))).missing  # a stage, not a beginning


def test_what_nothing_takes_is_unused_unless_it_may_be_left_out() -> None:
    more = weights_of({**SHAPES, "other.weight": (2,), "other.bias": (2,)})
    assert matched(more).unused == ("foreign:other.weight", "foreign:other.bias")
    allowed = matched(more, Allowed(unused=("foreign:other.",)))
    assert (allowed.unused, len(allowed.dropped)) == ((), 2)


def test_another_shape_is_found() -> None:
    found = matched(weights_of({**SHAPES, "head.bias": (3,)}))
    assert [filling.parameter for filling in found.reshaped] == ["head.bias"]


def test_rounding_is_a_conversion_and_said() -> None:
    found = matched(weights_of(SHAPES, "float64"))
    assert found.fillings["head.weight"].how == "converted"
    assert found.fillings["head.weight"].reason == "rounded from float64 to float32"
    double = planned("train.precision='float64'").plan
    kept, _ = match_with(TOY, weights_of(SHAPES, "float64"), double, Allowed())
    assert kept is not None
    assert kept.fillings["head.weight"].how == "renamed"


class Inventing:
    """Says what it is told to say."""

    def __init__(self, match: Match) -> None:
        self.said = match

    def match(self, weights: ForeignWeights, model: ImportModel) -> Match:
        return self.said


FILLING = Filling(parameter="head.bias", sources=("foreign:head.bias",), shape=SHAPES["head.bias"])


@pytest.mark.parametrize(
    "match",
    [
        Match(fillings=(evolve(FILLING, parameter="head.basis"),)),
        Match(fillings=(evolve(FILLING, sources=("nothing",)),)),
        Match(fillings=(FILLING, FILLING)),
        Match(aside={"nothing": "why"}),
    ],
)
def test_an_importer_that_speaks_of_what_is_not_there_is_refused(match: Match) -> None:
    found, problems = match_with(
        Importer(TYPE, Inventing(match)), weights_of(SHAPES), PLAN, Allowed()
    )
    assert found is None
    assert only(problems).rule.code == "GN928"


class Failing:
    """Fails."""

    def match(self, weights: ForeignWeights, model: ImportModel) -> Match:
        raise KeyError("model.norm")


def test_an_importer_that_fails_is_named() -> None:
    found, problems = match_with(Importer(TYPE, Failing()), weights_of({}), PLAN, Allowed())
    assert found is None
    assert only(problems).message == "the importer `toy.foreign` failed with KeyError: 'model.norm'"


def test_importers_are_found_by_name_and_an_unknown_one_has_close_ones() -> None:
    registry = evolve(planned().registry, importers={"toy.foreign": TYPE})
    found, problems = find_importers(registry)
    assert ([each.type.name for each in found], problems) == (["graphnet", "toy.foreign"], ())
    found, problems = find_importers(registry, "toy.foreing")
    assert found == ()
    assert only(problems).rule.code == "GN923"
    assert only(problems).fixes[0].text == "did you mean `toy.foreign`?"
    broken = evolve(TYPE, implementation="tests.disk.importers:Nobody")
    found, problems = find_importers(evolve(registry, importers={"toy.foreign": broken}))
    assert [each.type.name for each in found] == ["graphnet"]
    assert only(problems).rule.code == "GN701"
