"""`graphnet show`: the shape table of a spec, row for row, with costs at given sizes."""

from __future__ import annotations

import argparse
from collections.abc import Collection, Mapping

from attrs import asdict

from graphnet.cli.arguments import add_bindings, add_format, add_overrides, add_rewriting
from graphnet.cli.cost_table import group_data, memory_data, print_groups, print_memory
from graphnet.cli.exits import exit_code
from graphnet.cli.outcome import print_json, print_text, report
from graphnet.cli.shape_table import print_costs, print_table
from graphnet.cli.stream import stream_data
from graphnet.cli.walk import Walk, walk
from graphnet.contract.assume import conditions
from graphnet.diagnostics import Diagnostics
from graphnet.diagnostics.render_json import Json, diagnostics_data
from graphnet.graph.costs import costs_of, default_bindings
from graphnet.graph.draw import mermaid, table
from graphnet.graph.groups import groups_of_plan
from graphnet.graph.learning import learned
from graphnet.graph.lengths import check_lengths
from graphnet.graph.plan import Plan
from graphnet.graph.rewrites.said import rewrite_lines
from graphnet.graph.rules.budget_exceeded import RULE as EXCEEDED
from graphnet.graph.rules.unknown_stage import unknown_stage
from graphnet.graph.use import free_in_use
from graphnet.spec.origins import origins


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
    parser.add_argument(
        "--cost",
        action="store_true",
        help="show what an update costs, the formulas behind it, and the optimizer's groups",
    )
    parser.add_argument(
        "--rewrites",
        action="store_true",
        help="show which stages are run otherwise than one after the other, to the same result",
    )
    add_rewriting(parser)
    parser.add_argument("--origins", action="store_true", help="show where each value was written")
    add_format(parser, ("table", "json", "mermaid"))


def run(arguments: argparse.Namespace) -> int:
    """Plan the spec and draw the plan."""
    seen = walk(arguments.spec, arguments.overrides, rewriting=arguments.rewriting)
    plan = seen.plan
    if plan is None or any(d.is_error and d.rule is not EXCEEDED for d in seen.diagnostics):
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
    return exit_code(seen.diagnostics)


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
        print_memory(costs_of(plan, bindings), bindings)
        print_groups(groups_of_plan(plan), plan.settings.train.optimizer)
        print_costs(rows)
    if arguments.rewrites:
        print()
        for line in rewrite_lines(plan, rewriting=arguments.rewriting):
            print(line)
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
        "free": list(free_in_use(plan)),
        "where": list(conditions(plan.assumptions)),
        "guards": [asdict(guard) for guard in plan.guards],
        "streaming": stream_data(plan.streaming),
        "why_no_schedule": plan.why_no_schedule,
        "at": dict(bindings),
        "stages": [asdict(row) for row in table(plan, unfold, bindings)],
        "metrics": [
            {
                "name": m.path.partition(".")[2],
                "use": m.use,
                "reads": {p: w.stage for p, w in m.inputs.items()},
            }
            for m in plan.metrics
        ],
        "rewrites": [asdict(rewrite) for rewrite in plan.rewrites],
        "memory": memory_data(costs_of(plan, bindings)),
        "optimizer_groups": group_data(groups_of_plan(plan)),
        "learned": learned(plan),
        "frozen": list(plan.settings.train.freeze),
        "fingerprints": asdict(plan.fingerprints),
        **diagnostics_data(seen.diagnostics),
    }
