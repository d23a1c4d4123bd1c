"""How a check ends, and a finding as a diagnostic at its place."""

from __future__ import annotations

from graphnet.diagnostics import Rule
from graphnet.text import SourceText, Span
from graphnet.verify.check import PLUGIN, Check, Finding, Verdict, diagnostic
from graphnet.verify.subject import Who

RULE = Rule("GN705", "sees-too-far")
FOUND = Finding(
    rule=RULE, message="sees", port="main", expected="x", found="y", point={"B": 1, "L": 9}
)


def test_the_worst_that_is_to_be_said_is_the_verdict() -> None:
    assert Check(level="C1", name="a").verdict is Verdict.OK
    assert Check(level="C1", name="a", applies=False).verdict is Verdict.NOTHING
    assert Check(level="C1", name="a", unverified="why").verdict is Verdict.UNVERIFIED
    both = Check(level="C1", name="a", unverified="why", findings=(FOUND,))
    assert both.verdict is Verdict.FAILED


def test_a_finding_names_stage_level_port_sizes_and_whose_mistake_it_is() -> None:
    at = Span(SourceText("a.toml", 'use = "x"'), 6, 9)
    made = diagnostic(Who(path="a.b", use="t.x", at=at), Check(level="C4", name="causality"), FOUND)
    assert made.message == "`a.b` sees"
    assert made.notes == (
        "C4 causality, port `main` at B = 1, L = 9",
        "promised: x; found: y",
        PLUGIN,
    )
    assert made.primary is not None
    assert (made.primary.span, made.primary.text) == (at, "this is `t.x`")


def test_without_a_place_in_a_spec_there_is_no_label() -> None:
    made = diagnostic(Who(path="a", use="t.x"), Check(level="C1", name="shapes"), FOUND)
    assert made.primary is None
