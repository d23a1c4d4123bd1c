"""Lengths that commands bind keep every condition of the plan."""

from __future__ import annotations

import pytest
from attrs import evolve

from graphnet.contract.assumptions import Assumptions, Congruence
from graphnet.contract.polynomial import Symbol
from graphnet.diagnostics import Diagnostic
from graphnet.graph import plan_spec
from graphnet.graph.lengths import check_lengths, check_settings
from graphnet.graph.sizes import Scope
from graphnet.plugin.types import Declaration, NoOptions, StageType
from graphnet.spec.settings import EvaluateSettings, Settings, TrainSettings
from graphnet.text import SourceText, Span
from tests.toys import BASE, FRAMES, codes, read, toy_plan, toy_registry

FREE = ("B", "L", "T")
SCOPE = Scope({}, {}, FREE)
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
    assert [p.rule.code for p in check_settings(settings, SCOPE, known)] == ["GN308"]
    both = Settings(
        train=TrainSettings(length={"L": 9}), evaluate=EvaluateSettings(length={"H": 10})
    )
    assert [p.rule.code for p in check_settings(both, SCOPE, known)] == ["GN308", "GN1002"]


def test_what_the_stages_of_a_spec_ask_is_kept_by_its_lengths() -> None:
    for length in range(1, 9):
        text = BASE + f"\n[train]\nlength = {{ L = {length} }}\n"
        assert codes(text) == ([] if length % 2 == 0 else ["GN308"])
    assert toy_plan(BASE + "\n[train]\nlength = { L = 6 }\n").settings.train.length == {"L": 6}


WIDE = """
[train]
length = {{ L = {L} }}
batch  = {B}

[evaluate]
batch = {E}
"""


def wide(L: int, B: int, E: int) -> tuple[Diagnostic, ...]:
    """A spec with a stage whose launch grid ends at 65,535 rows of `B*H`, and one of `B*L`."""
    text = BASE.replace("[stages.net]", '[stages.grid]\nuse = "grid"\n\n[stages.net]')
    spec, problems = read(text + WIDE.format(L=L, B=B, E=E))
    toys = toy_registry()
    grid = StageType(name="toy.grid", summary="a launch grid", declare=_grid)
    registry = evolve(toys, stages={**toys.stages, "toy.grid": grid})
    return problems + plan_spec(spec, registry)[1]


def _grid(_: NoOptions) -> Declaration:
    return Declaration(
        contract=f"{FRAMES} -> {FRAMES}",
        where=("B*H <= 400", "B*L <= 1000"),
        effects=("positionwise",),
        implementation="tests.toys:Scale",
    )


@pytest.mark.parametrize("L", [2, 6, 10, 26])
@pytest.mark.parametrize("B", [1, 38, 39, 100, 101, 300])
def test_a_batch_is_refused_where_a_stage_cannot_take_so_many(L: int, B: int) -> None:
    expected = (4 * B > 400) + (B * L > 1000)
    found = wide(L, B, 1)
    assert [problem.rule.code for problem in found] == ["GN308"] * expected
    for problem in found:
        assert problem.primary is not None
        assert problem.primary.span.text in {str(B), str(L)}


def test_the_nearest_batch_that_would_do_can_be_applied() -> None:
    (problem,) = wide(10, 101, 1)[:1]
    (fix,) = problem.fixes
    assert [(edit.span.text, edit.replacement) for edit in fix.edits] == [("101", "100")]
    (both,) = wide(26, 39, 1)
    (fix,) = both.fixes
    assert "38" in fix.text
    assert 38 * 26 <= 1000 < 39 * 26


def test_the_batch_of_evaluation_meets_the_length_of_training() -> None:
    assert wide(26, 2, 38) == ()
    (problem,) = wide(26, 2, 39)
    assert problem.primary is not None
    assert problem.primary.span.text == "39"


def test_a_broken_length_of_training_is_told_once() -> None:
    assert [problem.rule.code for problem in wide(5, 1, 1)] == ["GN308"]
