"""A problem that another value of an option ends says so, and a machine can write it."""

from __future__ import annotations

import pytest

from graphnet.cli.mend import mended
from graphnet.diagnostics import Diagnostic
from tests.graph.clockwork import ending, planned, spec_of

LABEL = ending("label", "counted", 'target = "source.label"\n')


def only(text: str) -> Diagnostic:
    (problem,) = planned(text)[1]
    return problem


MENDED = {
    "a bidirectional stage": (
        spec_of("both; bidirectional = true", end=ending("next")), "GN601", "bidirectional = false",
    ),
    "a bidirectional composite": (
        spec_of("wrapped; bidirectional = true", end=ending("next")), "GN601", "false",
    ),
    "one of two choices": (
        spec_of('both; direction = "both"', end=ending("next")), "GN601", '"forward"',
    ),
    "a lost time axis": (spec_of("reduce", end=ending("next")), "GN304", '"full"'),
    "a time axis against labels": (
        spec_of('reduce; mode = "full"', source="clips", end=LABEL), "GN304", '"last"',
    ),
    "padding": (
        spec_of("both; bidirectional = true", "reduce", source="clips", end=LABEL),
        "GN605",
        "false",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", MENDED)
def test_the_first_fix_sets_the_option_and_what_is_written_then_is_right(case: str) -> None:
    text, code, new = MENDED[case]
    problem = only(text)
    assert problem.rule.code == code
    fix = problem.fixes[0]
    assert new in fix.text
    assert planned(mended(text, fix.edits))[1] == ()


def test_with_two_culprits_each_run_mends_one() -> None:
    text = spec_of("both; bidirectional = true", "both; bidirectional = true", end=ending("next"))
    for _ in range(2):
        text = mended(text, only(text).fixes[0].edits)
    assert planned(text)[1] == ()


HELPLESS = {
    "no option": ("GN601", ("look; by = 2, width = 3",), ending("next")),
    "an option of another stage": ("GN601", ("look; by = 2, width = 3", "both"), ending("next")),
    "an option that only moves the mistake": (
        "GN304", ('reduce; mode = "full"', "conv"), LABEL,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", HELPLESS)
def test_where_no_option_would_help_none_is_named(case: str) -> None:
    code, stages, end = HELPLESS[case]
    problem = only(spec_of(*stages, source="clips" if end is LABEL else "codes", end=end))
    assert problem.rule.code == code
    assert not any(fix.edits for fix in problem.fixes)


def test_an_option_that_would_only_shift_the_blame_is_not_offered() -> None:
    """What runs both ways takes the blame from the block behind it; nobody is to add that."""
    text = spec_of("both", "down; by = 2", "up; by = 2", end=ending("next"))
    problem = only(text)
    assert "`s2`" in problem.message
    assert not any(fix.edits for fix in problem.fixes)


def test_an_option_that_breaks_another_wire_is_not_offered() -> None:
    """With the last item alone the labels would fit, and the other reader would not."""
    text = spec_of('reduce; mode = "full"', "conv", source="clips", end=LABEL)
    text = text.replace('use = "head"\n', 'use = "head"\ninput = "s0"\n')
    text = text.replace("\n[sizes]", 'outputs = ["s1"]\n\n[sizes]', 1)
    problem = only(text)
    assert problem.rule.code == "GN304"
    assert not any(fix.edits for fix in problem.fixes)
