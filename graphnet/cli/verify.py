"""`graphnet verify`: what declarations promise, proved against the modules of a spec's stages."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable

from graphnet.cli.arguments import add_format, add_overrides
from graphnet.cli.exits import ExitCode, exit_code
from graphnet.cli.grid import Grid, print_grid
from graphnet.cli.outcome import in_reading_order, print_json, report
from graphnet.cli.walk import Walk, walk
from graphnet.diagnostics import Diagnostics, has_errors
from graphnet.diagnostics.render_json import Json, diagnostics_data
from graphnet.graph.plan import Plan
from graphnet.graph.rules.unknown_stage import unknown_stage
from graphnet.verify.check import Check, Finding, Verdict
from graphnet.verify.proof import Proof, Question, Report
from graphnet.verify.verify import verify

LEVELS = ("C0", "C1", "C2", "C3", "C4", "laws", "options")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The spec, which of its stages, and the form."""
    parser.add_argument("spec", metavar="SPEC", help="a spec file")
    add_overrides(parser)
    parser.add_argument(
        "--stage",
        action="append",
        default=[],
        metavar="NAME",
        help="prove this stage alone, and what is inside it (repeatable)",
    )
    parser.add_argument(
        "--seed", type=int, default=0, metavar="N", help="what the probes are drawn from"
    )
    add_format(parser, ("text", "json"))


def run(arguments: argparse.Namespace) -> int:
    """Plan the spec, then prove each distinct stage."""
    seen = walk(arguments.spec, arguments.overrides)
    plan = seen.plan
    if plan is None or seen.spec is None or seen.registry is None or has_errors(seen.diagnostics):
        return report(seen.diagnostics, arguments.format)
    unknown = unknown_stages(plan, arguments.stage)
    if unknown:
        return report(seen.diagnostics + unknown, arguments.format)
    question = Question(
        plan=plan,
        spec=seen.spec,
        registry=seen.registry,
        seed=arguments.seed,
        only=tuple(arguments.stage),
    )
    return _show(seen, verify(question), arguments.format)


def unknown_stages(plan: Plan, names: Iterable[str]) -> Diagnostics:
    """Stages that the command line names and the plan has not."""
    metrics = (metric.path for metric in plan.metrics)
    known = {**dict.fromkeys(plan.composites), **plan.by_path, **dict.fromkeys(metrics)}
    return tuple(unknown_stage(name, known) for name in names if name not in known)


def _show(seen: Walk, proved: Report, output: str) -> int:
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
    parts = [
        f"{stages} stages, {len(proved.proofs)} of them distinct",
        f"{proved.count(Verdict.OK)} checks ok",
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
