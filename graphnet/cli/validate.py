"""`graphnet validate`: every problem of all given specs, in one go."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

from graphnet.cli.arguments import (
    add_budget,
    add_format,
    add_overrides,
    add_rewriting,
    all_overrides,
)
from graphnet.cli.exits import ExitCode, exit_code
from graphnet.cli.numbers import thousands
from graphnet.cli.outcome import in_reading_order, json_data, print_json, report
from graphnet.cli.walk import Walk, walk
from graphnet.contract.assume import conditions
from graphnet.diagnostics import Diagnostics, has_errors
from graphnet.diagnostics.render_json import Json
from graphnet.graph.costs import parameters_of
from graphnet.graph.plan import Plan
from graphnet.graph.use import free_in_use
from graphnet.spec.files import NO_DRAFTS, Drafts
from graphnet.values import evolve


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The specs, and how to look at them."""
    parser.add_argument("specs", nargs="+", metavar="SPEC", help="a spec file")
    add_overrides(parser)
    add_budget(parser)
    add_rewriting(parser)
    parser.add_argument("--data", type=Path, metavar="DIR", help="a data folder to check as well")
    parser.add_argument(
        "--checkpoint",
        type=Path,
        metavar="FILE",
        help="a run, a checkpoint or a .safetensors file to check as well",
    )
    parser.add_argument("--fix", action="store_true", help="apply every fix that is safe")
    parser.add_argument(
        "--dry-run", action="store_true", help="with --fix: show what would change, as a diff"
    )
    add_format(parser, ("text", "json", "sarif", "github"))


def run(arguments: argparse.Namespace) -> int:
    """Walk every spec as far as it goes, and report all that was found."""
    if arguments.dry_run and not arguments.fix:
        print("graphnet validate: --dry-run goes with --fix", file=sys.stderr)
        return ExitCode.USAGE
    if arguments.fix:
        _mend(arguments)
    walks = _walks(arguments)
    found = in_reading_order(_found(walks))
    if arguments.format == "json":
        print_json({"specs": [_facts(each) for each in walks], **json_data(found)})
        return exit_code(found)
    status = report(found, arguments.format)
    if arguments.format == "text":
        for line in _good_lines(walks):
            print(line)
    return status


def _mend(arguments: argparse.Namespace) -> None:
    """Apply what is safe to the files, or show what would change."""
    from graphnet.cli.mend import (  # noqa: PLC0415  # what `--fix` alone needs
        Look,
        difference,
        settle,
        write,
    )

    def look_at(drafts: Drafts) -> Look:
        walks = _walks(arguments, drafts)
        found = in_reading_order(_found(walks))
        return Look(found, sum(each.spec is None for each in walks))

    mends = settle(look_at)
    if arguments.dry_run:
        is_alone = arguments.format == "text"
        print("".join(difference(mends)), end="", file=sys.stdout if is_alone else sys.stderr)
        return
    for path in write(mends):
        print(f"mended {path}", file=sys.stderr)


def _walks(arguments: argparse.Namespace, drafts: Drafts = NO_DRAFTS) -> list[Walk]:
    overrides, rewriting = all_overrides(arguments), arguments.rewriting
    walks = (walk(path, overrides, drafts, rewriting=rewriting) for path in arguments.specs)
    return [_with_files(each, arguments.data, arguments.checkpoint) for each in walks]


def _with_files(each: Walk, data: Path | None, checkpoint: Path | None) -> Walk:
    """The walk with what is wrong with the files that the command line or the spec names."""
    names_none = data is None and checkpoint is None
    if each.plan is None or (names_none and each.plan.settings.train.init is None):
        return each
    from graphnet.cli.on_disk import look_at_files  # noqa: PLC0415  # what a spec does not need

    corpus, found = look_at_files(each, data, checkpoint)
    return evolve(each, diagnostics=each.diagnostics + found, corpus=corpus)


def _found(walks: Iterable[Walk]) -> Diagnostics:
    return tuple(diagnostic for each in walks for diagnostic in each.diagnostics)


def _good_lines(walks: Iterable[Walk]) -> Iterable[str]:
    """One line for every spec without an error, and one for the data it was held against."""
    for each in walks:
        if each.plan is not None and not has_errors(each.diagnostics):
            yield f"{each.path}: good, {_summary(each.plan)}"
            if each.corpus is not None:
                from graphnet.cli.data_line import data_line  # noqa: PLC0415  # see above

                yield data_line(each.corpus, each.plan)


def _summary(plan: Plan) -> str:
    stages, free = len(plan.stages), free_in_use(plan)
    asked = conditions(plan.assumptions)
    parts = [
        f"{stages} stage{'s' * (stages != 1)}",
        f"{thousands(parameters_of(plan.stages))} parameters",
        f"free: {', '.join(free)}" if free else "no free size",
    ]
    return ", ".join(parts) + (f" where {', '.join(asked)}" if asked else "")


def _facts(each: Walk) -> dict[str, Json]:
    """What the JSON output says of one spec."""
    facts: dict[str, Json] = {"path": each.path, "good": not has_errors(each.diagnostics)}
    if each.plan is not None:
        facts |= {
            "name": each.plan.name,
            "stages": len(each.plan.stages),
            "parameters": parameters_of(each.plan.stages),
            "free": list(free_in_use(each.plan)),
            "where": list(conditions(each.plan.assumptions)),
            "fingerprint": each.plan.fingerprints.model,
        }
    if each.plan is not None and each.corpus is not None:
        from graphnet.cli.data_line import data_facts  # noqa: PLC0415  # what a spec does not need

        facts["data"] = data_facts(each.corpus, each.plan)
    return facts
