"""Lengths that commands bind keep every condition of the plan."""

from __future__ import annotations

import pytest

from graphnet.contract.assumptions import Assumptions, Congruence
from graphnet.contract.polynomial import Symbol
from graphnet.graph.lengths import check_lengths, check_settings
from graphnet.spec.settings import EvaluateSettings, Settings, TrainSettings
from graphnet.text import SourceText, Span
from tests.toys import BASE, codes, toy_plan

FREE = ("B", "L", "T")
PLACE = Span(SourceText("test.toml", "length"), 0, 6)


@pytest.mark.parametrize(("modulus", "remainder"), [(1, 0), (4, 0), (6, 5)])
def test_a_length_is_refused_where_it_leaves_another_remainder(
    modulus: int, remainder: int
) -> None:
    known = Assumptions((Congruence(Symbol("L"), modulus, remainder),))
    for length in range(1, 30):
        found = check_lengths({"L": length}, FREE, known, {"L": PLACE})
        expected = [] if length % modulus == remainder else ["GN308"]
        assert [problem.rule.code for problem in found] == expected, length


def test_a_broken_condition_is_told_where_the_length_is_bound() -> None:
    known = Assumptions((Congruence(Symbol("L"), 4, 0),))
    (problem,) = check_lengths({"L": 7}, FREE, known, {"L": PLACE})
    assert problem.primary is not None
    assert problem.primary.span == PLACE
    assert "7" in problem.message
    assert check_lengths({"L": 7}, FREE, known, {})[0].primary is None


def test_only_free_sizes_are_bound() -> None:
    found = check_lengths({"H": 3, "L": 8, "Tt": 1}, FREE, Assumptions(), {"H": PLACE})
    assert [problem.rule.code for problem in found] == ["GN1002", "GN1002"]
    assert "`H`" in found[0].message
    assert "`T`" in " ".join(fix.text for fix in found[1].fixes)


def test_both_tables_of_a_spec_are_checked() -> None:
    known = Assumptions((Congruence(Symbol("L"), 4, 0),))
    settings = Settings(
        train=TrainSettings(length={"L": 8}), evaluate=EvaluateSettings(length={"L": 10})
    )
    assert [p.rule.code for p in check_settings(settings, FREE, known)] == ["GN308"]
    both = Settings(
        train=TrainSettings(length={"L": 9}), evaluate=EvaluateSettings(length={"H": 10})
    )
    assert [p.rule.code for p in check_settings(both, FREE, known)] == ["GN308", "GN1002"]


def test_what_the_stages_of_a_spec_ask_is_kept_by_its_lengths() -> None:
    for length in range(1, 9):
        text = BASE + f"\n[train]\nlength = {{ L = {length} }}\n"
        assert codes(text) == ([] if length % 2 == 0 else ["GN308"])
    assert toy_plan(BASE + "\n[train]\nlength = { L = 6 }\n").settings.train.length == {"L": 6}
