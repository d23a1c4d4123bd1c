"""The plan's one shift: everything but the objective reads the target late, and nothing leaks."""

from __future__ import annotations

import pytest

from graphnet.diagnostics import Diagnostic
from graphnet.graph.plan import Wire
from graphnet.graph.shift import shifted
from tests.graph.clockwork import ending, planned, spec_of
from tests.graph.opening import opened
from tests.toys import BASE, codes, plan_text, toy_plan


def stages(*uses: str) -> str:
    """The base spec with these stages in the place of its net, named by their number."""
    text = "".join(f'[stages.s{i}]\nuse = "{use}"\n\n' for i, use in enumerate(uses))
    return BASE.replace('[stages.net]\nuse = "net"\n\n', text)


def only(text: str) -> Diagnostic:
    (problem,) = plan_text(text)[1]
    return problem


def test_everything_but_the_objective_reads_the_target_one_item_late() -> None:
    plan = toy_plan()
    assert plan.by_path["embed"].inputs == {"main": Wire("delay")}
    assert plan.by_path["objective"].inputs == {"main": Wire("head"), "target": Wire("source")}


def test_whoever_reads_the_target_reads_it_late_also_through_a_composite() -> None:
    graph, _ = opened(BASE)
    late = shifted(graph, Wire("net.join"))
    assert late.stages["head"].inputs == {"main": Wire("delay")}
    assert late.stages["net.down"].inputs == graph.stages["net.down"].inputs


LEAKS = {
    "it looks ahead": (("scale", "ahead", "scale"), "s1"),
    "it promises nothing": (("whole", "scale"), "s0"),
    "it spreads a block at once": (("scale", "down", "up", "scale"), "s2"),
}


@pytest.mark.parametrize("case", LEAKS)
def test_a_leak_is_told_at_the_stage_that_makes_it(case: str) -> None:
    uses, culprit = LEAKS[case]
    problem = only(stages(*uses))
    assert problem.rule.code == "GN601"
    assert f"`{culprit}`" in problem.message
    assert problem.primary is not None
    assert problem.primary.span.text == f'"{uses[int(culprit[1])]}"'


def test_a_delay_may_pay_for_what_a_stage_looks_ahead() -> None:
    by = 'use = "delay"\noptions = { steps = '
    for steps, expected in ((1, ["GN601"]), (2, []), (3, [])):
        text = stages("ahead", "delay").replace('use = "delay"', f"{by}{steps} }}")
        assert codes(text) == expected, steps


def test_a_second_shift_is_told_where_it_stands() -> None:
    problem = only(stages("scale", "delay"))
    assert problem.rule.code == "GN603"
    assert "`s1`" in problem.message


def test_a_delay_inside_a_composite_is_no_second_shift() -> None:
    assert codes(stages("net", "net")) == []


def test_a_delayed_tap_beside_the_undelayed_way_is_no_second_shift() -> None:
    tap = """
[stages.late]
use   = "delay"
input = "net"

[stages.tap]
use   = "join"
input = { main = "late", skip = "net" }

[stages.head]
"""
    text = BASE.replace("[stages.head]\n", tap).replace('"head"\n', '"head"\ninput = "tap"\n', 1)
    assert codes(text) == []


TARGET = ending("next", more='target = "d0"\n')


@pytest.mark.parametrize(("late", "leaks"), [(0, True), (1, False), (2, False)])
def test_the_way_around_the_shift_is_a_leak(late: int, leaks: bool) -> None:
    """What the target is made of holds the answer, though the target itself is read late."""
    beside = (
        'conv | input = "embed"',
        'spread | input = "source"',
        f"delay; steps = {late}" if late else "conv",
        "up; by = 2",
        'join | input = { main = "s0", skip = "s3" }',
    )
    problems = planned(spec_of(*beside, data=("turns",), channels=2, end=TARGET))[1]
    assert [problem.rule.code for problem in problems] == ["GN601"] * leaks
    if leaks:
        assert "`s1` reads `source`, which `d0` is made of" in problems[0].message


def test_the_note_opens_the_composite_that_leaks_and_no_other() -> None:
    text = spec_of("wrapped", "wrapped; bidirectional = true", end=ending("next"))
    (problem,) = planned(text)[1]
    (note,) = problem.notes
    assert "`embed` -> `s0` -> `s1.first` -> `s1.core` -> `s1.last` -> `head`" in note


def test_a_long_way_is_told_around_the_stage_to_blame() -> None:
    text = spec_of(*["conv"] * 20, "both; bidirectional = true", *["conv"] * 20, end=ending("next"))
    (problem,) = planned(text)[1]
    (note,) = problem.notes
    assert note.count("->") == 10
    assert "`source` -> ... -> `s17`" in note
    assert "`s20`" in note
    assert note.endswith("`s23` -> ... -> `head`")


def test_the_second_shift_is_told_with_its_way() -> None:
    (problem,) = planned(spec_of("conv", "delay", end=ending("next")))[1]
    assert problem.rule.code == "GN603"
    assert "`s0` -> `s1` -> `head`" in problem.notes[0]
    assert [label.span.text for label in problem.others] == ['"next"']
