"""What `graphnet verify` prints: a table of stages by levels, what stays unverified, findings."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from graphnet.cli.exits import ExitCode, exit_code
from graphnet.cli.grid import Grid, print_grid
from graphnet.cli.outcome import in_reading_order, print_json, report
from graphnet.cli.walk import Walk
from graphnet.diagnostics.render_json import Json, diagnostics_data
from graphnet.verify.check import Check, Finding, Verdict
from graphnet.verify.proof import Proof, Report

LEVELS = ("C0", "C1", "C2", "C3", "C4", "laws", "options")


def show(seen: Walk, proved: Report, output: str) -> int:
    """Print a report in the form asked for, and return the exit status."""
    found = in_reading_order((*seen.diagnostics, *proved.diagnostics))
    if output == "json":
        stages: list[Json] = [_proof_data(proof) for proof in proved.proofs]
        print_json({"spec": seen.path, "stages": stages, **diagnostics_data(found)})
        return exit_code(found)
    print_grid(Grid(("stage", "use", *LEVELS), tuple(map(_row, proved.proofs))))
    for line in _unverified(proved):
        print(line)
    print(f"\n{_summary(proved)}")
    sys.stdout.flush()  # the table before what is wrong
    return report(found, output) if found else ExitCode.GOOD


def _row(proof: Proof) -> tuple[str, ...]:
    more = f" (and {len(proof.twins)} alike)" if proof.twins else ""
    cells = (_cell([c for c in proof.checks if c.level == level]) for level in LEVELS)
    return (f"{proof.who.path}{more}", proof.who.use, *cells)


def _cell(checks: list[Check]) -> str:
    """The worst of a level's checks; `-` where nothing is promised."""
    verdicts = {check.verdict for check in checks}
    worst = (Verdict.FAILED, Verdict.UNVERIFIED, Verdict.OK)
    return next((v.value for v in worst if v in verdicts), Verdict.NOTHING.value)


def _unverified(proved: Report) -> Iterable[str]:
    """A line for each check that could not be made, with its reason."""
    lines = [
        f"unverified: {proof.who.path}: {check.level} {check.name}: {check.unverified}"
        for proof in proved.proofs
        for check in proof.checks
        if check.unverified
    ]
    return ("", *lines) if lines else ()


def _summary(proved: Report) -> str:
    stages = len(proved.proofs) + sum(len(proof.twins) for proof in proved.proofs)
    refused = sum(bool(proof.refused) for proof in proved.proofs)
    good = proved.count(Verdict.OK)
    parts = [
        f"{stages} stage{'s' * (stages != 1)}, {len(proved.proofs)} of them distinct",
        f"{good} check{'s' * (good != 1)} ok",
        f"{proved.count(Verdict.FAILED)} failed",
        f"{proved.count(Verdict.UNVERIFIED)} unverified",
    ]
    return ", ".join(parts) + (f", {refused} not built" if refused else "")


def _proof_data(proof: Proof) -> dict[str, Json]:
    return {
        "stage": proof.who.path,
        "use": proof.who.use,
        "alike": list(proof.twins),
        "is_built": not proof.refused,
        "checks": [_check_data(check) for check in proof.checks],
    }


def _check_data(check: Check) -> dict[str, Json]:
    return {
        "level": check.level,
        "name": check.name,
        "verdict": "not promised" if check.verdict is Verdict.NOTHING else check.verdict.value,
        "why": check.unverified,
        "detail": check.detail,
        "findings": [_finding_data(finding) for finding in check.findings],
    }


def _finding_data(finding: Finding) -> dict[str, Json]:
    return {
        "code": finding.rule.code,
        "message": finding.message,
        "port": finding.port,
        "expected": finding.expected,
        "found": finding.found,
        "point": dict(finding.point),
    }
