"""Checks one after the other: what fails by itself stops no other, and says so."""

from __future__ import annotations

from attrs import evolve

from graphnet.verify.bench import Bench
from graphnet.verify.check import Check, Finding, Verdict
from graphnet.verify.proof import Checks, Report, prove
from graphnet.verify.rules.unread_option import RULE
from tests.toys import BASE
from tests.verify.proving import question
from tests.verify.test_names import subject


def crashes(_: Bench) -> Check:
    raise RuntimeError("of its own\nand more")


def passes(_: Bench) -> Check:
    return Check(level="C3", name="values")


def finds(_: Bench) -> Check:
    return Check(level="C1", name="shapes", findings=(Finding(rule=RULE, message="is wrong"),))


CHECKS: Checks = {"step": ("C4", crashes), "values": ("C3", passes)}


def test_a_check_that_crashes_is_unverified_with_its_reason_and_the_next_is_made() -> None:
    proof = prove(subject(BASE, "head"), question(BASE), CHECKS)
    assert [check.verdict for check in proof.checks] == [Verdict.UNVERIFIED, Verdict.OK]
    assert proof.checks[0].unverified == "RuntimeError: of its own"


def test_after_wrong_shapes_only_declarations_and_options_are_looked_at() -> None:
    checks: Checks = {"shapes": ("C1", finds), **CHECKS, "options": ("options", passes)}
    proof = prove(subject(BASE, "head"), question(BASE), checks)
    assert [check.unverified for check in proof.checks] == [
        "", "its shapes are wrong", "its shapes are wrong", ""
    ]  # fmt: skip


def test_a_module_that_cannot_be_had_is_one_diagnostic_at_its_place() -> None:
    head = subject(BASE, "head")
    lost = evolve(head, planned=evolve(head.planned, implementation="tests.toys:Nowhere"))
    proof = prove(lost, question(BASE), CHECKS)
    (found,) = proof.diagnostics
    assert (found.rule.code, proof.checks) == ("GN701", ())
    assert found.primary is not None
    assert found.primary.span.text == '"head"'


def test_a_report_counts_and_collects() -> None:
    proof = prove(subject(BASE, "head"), question(BASE), {"shapes": ("C1", finds)})
    report = Report(proofs=(proof, proof))
    assert report.count(Verdict.FAILED) == 2
    assert [d.rule.code for d in report.diagnostics] == ["GN707", "GN707"]
