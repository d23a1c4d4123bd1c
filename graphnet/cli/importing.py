"""`graphnet import`: a run from a checkpoint that another program wrote."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from graphnet.cli.arguments import add_format, add_overrides
from graphnet.cli.exits import exit_code
from graphnet.cli.grid import print_grid
from graphnet.cli.import_table import import_data, import_grid, summary_lines
from graphnet.cli.outcome import json_data, print_json, report
from graphnet.cli.walk import walk
from graphnet.diagnostics import Diagnostics, has_errors
from graphnet.diagnostics.render_json import Json
from graphnet.disk.choose import Chosen, choose
from graphnet.disk.foreign.read import Foreign, read_foreign
from graphnet.disk.judge import judge
from graphnet.disk.matching import Allowed
from graphnet.disk.planned import Planned
from graphnet.graph.rules.unknown_stage import unknown_stage


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The checkpoint, the spec of its model, and where the run goes."""
    parser.add_argument(
        "checkpoint", type=Path, metavar="CHECKPOINT", help="a .pt, .ckpt or .safetensors file"
    )
    parser.add_argument("--spec", required=True, metavar="SPEC", help="the spec of its model")
    parser.add_argument(
        "--run", type=Path, metavar="DIR", help="the run's folder (default: a new one under runs/)"
    )
    parser.add_argument(
        "--from",
        dest="importer",
        default="",
        metavar="NAME",
        help="the importer, such as s4.state-spaces (default: the one that fills most)",
    )
    _add_allowances(parser)
    parser.add_argument(
        "--dry-run", action="store_true", help="only say what would become of every tensor"
    )
    add_overrides(parser)
    add_format(parser, ("text", "json"))


def _add_allowances(parser: argparse.ArgumentParser) -> None:
    """What may be left on both sides."""
    parser.add_argument(
        "--allow-missing",
        action="append",
        default=[],
        metavar="STAGE,...",
        help="stages for which the checkpoint has nothing: they begin afresh (repeatable)",
    )
    parser.add_argument(
        "--allow-unused",
        action="append",
        default=[],
        metavar="PREFIX",
        help="leave out tensors whose names begin so (repeatable)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Plan the spec, read the checkpoint, match the two, show it, and write the run."""
    planned, foreign, chosen, found = _matched(arguments)
    if planned is None or foreign is None or chosen is None:
        return report(found, arguments.format)
    found += judge(planned, foreign, chosen.question, chosen.matching)
    if arguments.format == "text":
        print_grid(import_grid(chosen.matching))
        print("", *summary_lines(foreign, chosen.matching), sep="\n")
    folder: Path | None = None
    if not (arguments.dry_run or has_errors(found)):
        folder, problems = _write(arguments, planned, foreign, chosen)
        found += problems
    return _end(arguments, import_data(foreign, chosen.matching), found, folder)


def _matched(
    arguments: argparse.Namespace,
) -> tuple[Planned | None, Foreign | None, Chosen | None, Diagnostics]:
    """The spec's plan, the checkpoint, and what the importer makes of the two."""
    walked = walk(arguments.spec, arguments.overrides)
    foreign, unreadable = read_foreign(arguments.checkpoint)
    found = walked.diagnostics + unreadable
    spec, plan, registry = walked.spec, walked.plan, walked.registry
    if spec is None or plan is None or registry is None or foreign is None or has_errors(found):
        return None, None, None, found
    names = [n for words in arguments.allow_missing for n in words.split(",") if n]
    known = (*plan.composites, *plan.by_path)
    unknown = tuple(unknown_stage(name, known) for name in names if name not in known)
    if unknown:
        return None, None, None, found + unknown
    planned = Planned(spec=spec, plan=plan, registry=registry)
    unused = tuple(name for name in arguments.allow_unused if name)  # "" would begin all of them
    allowed = Allowed(missing=tuple(names), unused=unused)
    chosen, problems = choose(planned, foreign, arguments.importer, allowed)
    return planned, foreign, chosen, found + problems


def _write(
    arguments: argparse.Namespace, planned: Planned, foreign: Foreign, chosen: Chosen
) -> tuple[Path | None, Diagnostics]:
    from graphnet.runtime.device import find_device  # noqa: PLC0415  # torch begins here
    from graphnet.runtime.importing import Import, import_run  # noqa: PLC0415  # the same

    device, missing = find_device("cpu")
    if device is None:
        return None, missing
    wanted = Import(
        planned=planned,
        foreign=foreign,
        matching=chosen.matching,
        device=device,
        folder=arguments.run,
        argv=tuple(sys.argv),
    )
    made, problems = import_run(wanted)
    return None if made is None else made.folder, problems


def _end(
    arguments: argparse.Namespace,
    data: dict[str, Json],
    found: Diagnostics,
    folder: Path | None,
) -> int:
    if arguments.format == "json":
        print_json({**data, "run": None if folder is None else str(folder), **json_data(found)})
        return exit_code(found)
    status = report(found)
    if folder is not None:
        print(f"run: {folder}")
    return status
