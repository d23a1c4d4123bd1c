"""`graphnet verify`: what declarations promise, proved against the modules of a spec's stages."""

from __future__ import annotations

import argparse
from collections.abc import Iterable

from graphnet.cli.arguments import add_format, add_overrides
from graphnet.cli.outcome import report
from graphnet.cli.walk import walk
from graphnet.diagnostics import Diagnostics, has_errors
from graphnet.graph.plan import Plan
from graphnet.graph.rules.unknown_stage import unknown_stage


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
    from graphnet.cli.proof_table import show  # noqa: PLC0415  # torch begins here
    from graphnet.verify.proof import Question  # noqa: PLC0415  # the same
    from graphnet.verify.verify import verify  # noqa: PLC0415  # the same

    question = Question(
        plan=plan,
        spec=seen.spec,
        registry=seen.registry,
        seed=arguments.seed,
        only=tuple(arguments.stage),
    )
    return show(seen, verify(question), arguments.format)


def unknown_stages(plan: Plan, names: Iterable[str]) -> Diagnostics:
    """Stages that the command line names and the plan has not."""
    metrics = (metric.path for metric in plan.metrics)
    known = {**dict.fromkeys(plan.composites), **plan.by_path, **dict.fromkeys(metrics)}
    return tuple(unknown_stage(name, known) for name in names if name not in known)
