"""`graphnet validate`: every problem of all given specs, in one go."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

from attrs import evolve

from graphnet.cli.arguments import add_format, add_overrides
from graphnet.cli.exits import exit_code
from graphnet.cli.mend import mend
from graphnet.cli.numbers import thousands
from graphnet.cli.outcome import in_reading_order, print_json, report
from graphnet.cli.walk import Walk, walk
from graphnet.contract.assume import conditions
from graphnet.diagnostics import Diagnostics, has_errors
from graphnet.diagnostics.render_json import Json, diagnostics_data
from graphnet.graph.plan import Plan


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The specs, and how to look at them."""
    parser.add_argument("specs", nargs="+", metavar="SPEC", help="a spec file")
    add_overrides(parser)
    parser.add_argument("--data", type=Path, metavar="DIR", help="a data folder to check as well")
    parser.add_argument(
        "--checkpoint", type=Path, metavar="RUN", help="a run or checkpoint to check as well"
    )
    parser.add_argument("--fix", action="store_true", help="apply every fix that is safe")
    add_format(parser, ("text", "json", "sarif", "github"))


def run(arguments: argparse.Namespace) -> int:
    """Walk every spec as far as it goes, and report all that was found."""
    walks = _walks(arguments)
    if arguments.fix:
        for path in mend(_found(walks)):
            print(f"mended {path}", file=sys.stderr)
        walks = _walks(arguments)
    found = in_reading_order(_found(walks))
    if arguments.format == "json":
        print_json({"specs": [_facts(each) for each in walks], **diagnostics_data(found)})
        return exit_code(found)
    status = report(found, arguments.format)
    if arguments.format == "text":
        for line in _good_lines(walks):
            print(line)
    return status


def _walks(arguments: argparse.Namespace) -> list[Walk]:
    walks = (walk(path, arguments.overrides) for path in arguments.specs)
    return [_with_files(each, arguments.data, arguments.checkpoint) for each in walks]


def _with_files(each: Walk, data: Path | None, checkpoint: Path | None) -> Walk:
    """The walk with what is wrong with the files that the command line names."""
    if each.spec is None or each.plan is None or (data is None and checkpoint is None):
        return each
    from graphnet.cli.on_disk import (  # noqa: PLC0415  # imports torch, which nothing else needs
        checkpoint_problems,
        data_problems,
    )

    found = () if data is None else data_problems(each.spec, each.plan, data)
    found += () if checkpoint is None else checkpoint_problems(each.plan, checkpoint)
    return evolve(each, diagnostics=each.diagnostics + found)


def _found(walks: Iterable[Walk]) -> Diagnostics:
    return tuple(diagnostic for each in walks for diagnostic in each.diagnostics)


def _good_lines(walks: Iterable[Walk]) -> Iterable[str]:
    """One line for every spec without an error."""
    for each in walks:
        if each.plan is not None and not has_errors(each.diagnostics):
            yield f"{each.path}: good, {_summary(each.plan)}"


def _summary(plan: Plan) -> str:
    stages = len(plan.stages)
    asked = conditions(plan.assumptions)
    parts = [
        f"{stages} stage{'s' * (stages != 1)}",
        f"{thousands(plan_parameters(plan))} parameters",
        f"free: {', '.join(plan.free)}" if plan.free else "no free size",
    ]
    return ", ".join(parts) + (f" where {', '.join(asked)}" if asked else "")


def plan_parameters(plan: Plan) -> int:
    """How many numbers the model learns; tied ones count once."""
    every = (parameter for stage in plan.stages for parameter in stage.parameters)
    return sum(parameter.count for parameter in every if parameter.tied_to is None)


def _facts(each: Walk) -> dict[str, Json]:
    """What the JSON output says of one spec."""
    facts: dict[str, Json] = {"path": each.path, "good": not has_errors(each.diagnostics)}
    if each.plan is not None:
        facts |= {
            "name": each.plan.name,
            "stages": len(each.plan.stages),
            "parameters": plan_parameters(each.plan),
            "free": list(each.plan.free),
            "where": list(conditions(each.plan.assumptions)),
            "fingerprint": each.plan.fingerprints.model,
        }
    return facts
