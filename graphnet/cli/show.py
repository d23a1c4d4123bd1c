"""`graphnet show`: the shape table of a spec, row for row, with costs at given sizes."""

from __future__ import annotations

import argparse
from collections.abc import Collection, Mapping

from attrs import asdict

from graphnet.cli.arguments import add_bindings, add_format, add_overrides
from graphnet.cli.exits import ExitCode
from graphnet.cli.outcome import print_json, print_text, report
from graphnet.cli.shape_table import print_costs, print_table
from graphnet.cli.walk import Walk, walk
from graphnet.contract.assume import conditions
from graphnet.diagnostics import Diagnostics, has_errors
from graphnet.diagnostics.render_json import Json, diagnostics_data
from graphnet.graph.draw import mermaid, table
from graphnet.graph.lengths import check_lengths
from graphnet.graph.plan import Plan
from graphnet.graph.rules.unknown_stage import unknown_stage
from graphnet.spec.origins import origins

BATCH = "B"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The spec, the sizes to count at, and the form."""
    parser.add_argument("spec", metavar="SPEC", help="a spec file")
    add_overrides(parser)
    add_bindings(parser)
    parser.add_argument(
        "--unfold",
        action="append",
        default=[],
        metavar="STAGE",
        help="show what a composite stage consists of (repeatable)",
    )
    parser.add_argument("--cost", action="store_true", help="show the formulas behind the costs")
    parser.add_argument("--origins", action="store_true", help="show where each value was written")
    add_format(parser, ("table", "json", "mermaid"))


def run(arguments: argparse.Namespace) -> int:
    """Plan the spec and draw the plan."""
    seen = walk(arguments.spec, arguments.overrides)
    plan = seen.plan
    if plan is None or has_errors(seen.diagnostics):
        return report(seen.diagnostics, arguments.format)
    bindings = default_bindings(plan) | dict(arguments.bindings)
    refused = _refusals(plan, bindings, arguments.unfold)
    if refused:
        return report(seen.diagnostics + refused, arguments.format)
    match arguments.format:
        case "json":
            print_json(_facts(seen, plan, arguments.unfold, bindings))
        case "mermaid":
            print_text(seen.diagnostics)
            print(mermaid(plan, arguments.unfold))
        case _:
            print_text(seen.diagnostics)
            _print_tables(seen, plan, arguments, bindings)
    return ExitCode.GOOD


def default_bindings(plan: Plan) -> dict[str, int]:
    """The sizes a training update has: what `[train]` says of lengths and batch."""
    train = plan.settings.train
    sizes = {name: size for name, size in train.length.items() if name in plan.free}
    return ({BATCH: train.batch} if BATCH in plan.free else {}) | sizes


def _refusals(plan: Plan, bindings: Mapping[str, int], unfold: Collection[str]) -> Diagnostics:
    """What the plan cannot take of what the command line asks."""
    known = {**dict.fromkeys(plan.composites), **plan.by_path}
    unknown = tuple(unknown_stage(name, known) for name in unfold if name not in known)
    return check_lengths(bindings, plan.free, plan.assumptions, {}) + unknown


def _print_tables(
    seen: Walk, plan: Plan, arguments: argparse.Namespace, bindings: Mapping[str, int]
) -> None:
    rows = table(plan, arguments.unfold, bindings)
    print_table(plan, rows, bindings)
    if arguments.cost:
        print_costs(rows)
    if arguments.origins and seen.spec is not None:
        print("\nwhere each value was written")
        for key, where in origins(seen.spec.tree).items():
            print(f"  {key}: {where}")


def _facts(
    seen: Walk, plan: Plan, unfold: Collection[str], bindings: Mapping[str, int]
) -> dict[str, Json]:
    return {
        "spec": seen.path,
        "name": plan.name,
        "sizes": dict(plan.sizes),
        "free": list(plan.free),
        "where": list(conditions(plan.assumptions)),
        "guards": [asdict(guard) for guard in plan.guards],
        "at": dict(bindings),
        "stages": [asdict(row) for row in table(plan, unfold, bindings)],
        "fingerprints": asdict(plan.fingerprints),
        **diagnostics_data(seen.diagnostics),
    }
