"""Pieces of a sequence: positionwise stages give for them what they give there for the whole."""

from __future__ import annotations

import pytest
from attrs import evolve
from torch import Tensor

from graphnet.contract.polynomial import constant
from graphnet.verify.bench import Bench, build
from graphnet.verify.check import Check, Verdict
from graphnet.verify.pieces import check_pieces
from tests.toys import BASE
from tests.verify.liars import PlaceBias, Plain
from tests.verify.proving import stage_text
from tests.verify.test_bench import bench
from tests.verify.test_names import subject


class NotOne(Plain):
    """Needs two items or more, which its declaration does not say."""

    def forward(self, main: Tensor) -> Tensor:
        if main.shape[1] < 2:
            raise ValueError("one item is too few")
        return main


class LosesOne(Plain):
    """Short sequences come back without their last item."""

    def forward(self, main: Tensor) -> Tensor:
        return main if main.shape[1] > 5 else main[:, :-1]


def checked(kind: type[Plain]) -> Check:
    return check_pieces(Bench(subject(stage_text("reshapes"), "probed"), kind(None, {"H": 4})))


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        (PlaceBias, "a difference of 1"),
        (NotOne, "ValueError: one item is too few"),
        (LosesOne, "(2, 0, 4) instead of (2, 1, 4)"),
    ],
)
def test_a_stage_that_goes_by_place_is_found(kind: type[Plain], found: str) -> None:
    (finding,) = checked(kind).findings
    assert finding.rule.code == "GN702"
    assert "alone than for the whole" in finding.message
    assert finding.found == found


@pytest.mark.parametrize("name", ["reshapes", "branches", "loops", "views", "writes-input"])
def test_honest_items_are_the_same_in_pieces(name: str) -> None:
    assert check_pieces(bench(name)).verdict is Verdict.OK


def test_objectives_are_held_against_their_pieces_too() -> None:
    built, problems = build(subject(BASE, "objective"))
    assert built is not None, problems
    assert check_pieces(built).verdict is Verdict.OK


@pytest.mark.parametrize("name", ["recurrence", "looks-ahead", "selects-last", "pads-safe"])
def test_what_is_not_positionwise_or_steps_has_nothing_to_prove(name: str) -> None:
    assert check_pieces(bench(name)).verdict is Verdict.NOTHING


def test_a_stage_that_mixes_items_is_left_to_causality() -> None:
    check = check_pieces(bench("not-positionwise"))
    assert not check.findings
    assert check.unverified == "its items are not each by itself"


def test_a_length_that_is_a_number_has_no_pieces() -> None:
    found = subject(stage_text("reshapes"), "probed")
    (main,) = found.inputs
    batch, time, feature = main.axes
    fixed = evolve(main, axes=(batch, evolve(time, size=constant(8)), feature))
    check = check_pieces(Bench(evolve(found, inputs=(fixed,)), PlaceBias(None, {})))
    assert check.unverified == "its inputs have no one length that may be any"
