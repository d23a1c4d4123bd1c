"""`graphnet export`: the weights of a run as one file that says what it is."""

from __future__ import annotations

import argparse
from pathlib import Path

from graphnet.cli.arguments import add_format
from graphnet.cli.exits import ExitCode
from graphnet.cli.outcome import print_json, report
from graphnet.cli.walk import walk
from graphnet.diagnostics import Diagnostics, has_errors
from graphnet.disk.fit import check_weights
from graphnet.disk.planned import Planned
from graphnet.disk.run import open_run
from graphnet.disk.weights import Weights, run_weights

SUFFIXES = (".safetensors",)
DTYPES = ("float64", "float32", "float16", "bfloat16")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The run, the form and the file."""
    parser.add_argument(
        "run", type=Path, metavar="RUN", help="a run folder, runs/<spec>/latest, or a checkpoint"
    )
    parser.add_argument(
        "--to", choices=("safetensors",), default="safetensors", help="the form of the file"
    )
    parser.add_argument(
        "-o", "--output", type=Path, required=True, metavar="FILE", help="out.safetensors"
    )
    parser.add_argument(
        "--dtype", choices=DTYPES, help="write the numbers as these (default: as they are)"
    )
    add_format(parser, ("text", "json"))


def run(arguments: argparse.Namespace) -> int:
    """Find the weights whole, and write them with what they are beside them."""
    planned, weights, found = _found(arguments.run)
    if planned is None or weights is None or has_errors(found):
        return report(found, arguments.format)
    from graphnet.runtime.exporting import Export, export_weights  # noqa: PLC0415  # torch begins
    from graphnet.runtime.outputs import check_output  # noqa: PLC0415  # the same

    found += check_output(arguments.output, SUFFIXES)
    if has_errors(found):
        return report(found, arguments.format)
    wanted = Export(planned=planned, weights=weights, file=arguments.output, dtype=arguments.dtype)
    written, problems = export_weights(wanted)
    status = report(found + problems, arguments.format if written is None else "text")
    if written is None:
        return status
    if arguments.format == "json":
        print_json({"file": str(arguments.output), "checksum": written.checksum, **written.facts})
    else:
        print(f"{written.facts['tensors']} tensors of update {written.facts['update']}")
        print(f"sha256: {written.checksum}\nweights: {arguments.output}")
    return ExitCode.GOOD


def _found(path: Path) -> tuple[Planned | None, Weights | None, Diagnostics]:
    """The model of a run and the header of its weights, which must be of that model."""
    opened, problems = open_run(path)
    if opened is None:
        return None, None, problems
    walked = walk(str(opened.run.resolved))
    spec, plan, registry = walked.spec, walked.plan, walked.registry
    if spec is None or plan is None or registry is None or has_errors(walked.diagnostics):
        return None, None, walked.diagnostics
    planned = Planned(spec=spec, plan=plan, registry=registry)
    weights, damaged = run_weights(opened)
    damaged += () if weights is None else check_weights(planned, weights)
    return planned, weights, walked.diagnostics + damaged
