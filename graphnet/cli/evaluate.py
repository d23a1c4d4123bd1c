"""`graphnet evaluate`: bits on a split, beside those of simple models, and the spec's metrics."""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from graphnet.cli.arguments import add_format
from graphnet.cli.exits import ExitCode
from graphnet.cli.model import add_place, model_of_run
from graphnet.cli.outcome import print_json, report
from graphnet.cli.terminal import is_terminal
from graphnet.diagnostics import has_errors
from graphnet.diagnostics.render_json import Json
from graphnet.runtime.evaluate import Evaluation, Row, evaluate, examine
from graphnet.runtime.gauges import Figure
from graphnet.runtime.material import Request
from graphnet.runtime.progress import watcher_for
from graphnet.runtime.restore import restore


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The run, the data and the split."""
    parser.add_argument(
        "run", type=Path, metavar="RUN", help="a run folder, runs/<spec>/latest, or a checkpoint"
    )
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="the folder of the data (default: the run's)"
    )
    parser.add_argument("--split", default="test", help="train, valid or test (default: test)")
    parser.add_argument("--batch", type=int, metavar="N", help="windows at a time")
    parser.add_argument(
        "--context",
        choices=("window", "file"),
        help="predict each value from those before it in its window, or in its file",
    )
    add_place(parser)
    add_format(parser, ("text", "json"))


def run(arguments: argparse.Namespace) -> int:
    """Measure, and print the figures side by side."""
    overrides = [] if arguments.batch is None else [f"evaluate.batch={arguments.batch}"]
    overrides += [f'evaluate.context="{arguments.context}"'] if arguments.context else []
    at_run, found = model_of_run(arguments.run, overrides, arguments)
    if at_run is None:
        return report(found, arguments.format)
    opened, model = at_run
    request = Request(
        spec=model.spec, plan=model.plan, registry=model.registry, data=arguments.data
    )
    examined, problems = examine(request, opened, arguments.split)
    restored, refused = restore(opened, model.planned, model.device)
    found += problems + refused
    if examined is None or restored is None or has_errors(found):
        return report(found, arguments.format)
    watcher = watcher_for(sys.stderr, is_terminal=is_terminal(sys.stderr))
    evaluation, broken = evaluate(request, restored, examined, watcher)
    report(found + broken)
    if arguments.format == "json":
        print_json({"run": str(opened.run.folder), **evaluation_data(evaluation)})
    else:
        print("\n".join(table(evaluation)))
    return ExitCode.GOOD


def table(evaluation: Evaluation) -> Iterator[str]:
    """One line per model, the trained one first; where labels are predicted, metrics before it."""
    rows, raw, unit = evaluation.rows, evaluation.raw_bits, evaluation.unit
    wide = max(len(row.name) for row in rows)
    files = f"{evaluation.files} file{'' if evaluation.files == 1 else 's'}"
    yield f"split {evaluation.split}: {files}, {rows[0].cost.values:,} {unit}s"
    yield f"context: {_context(evaluation)}"
    if unit == "label":
        yield from _figure_lines(evaluation.figures)
    yield ""
    more = "" if raw is None else "  bits per byte  ratio to raw"
    yield f"{'':{wide}}  bits per {unit}{more}"
    for row in rows:
        bits = row.cost.bits
        rest = "" if raw is None else f"  {bits * 8 / raw:13.3f}  {raw / bits:12.2f}"
        yield f"{row.name:{wide}}  {bits:{9 + len(unit)}.3f}{rest}   {row.summary}"
    if unit != "label":
        yield from _figure_lines(evaluation.figures)


def _context(evaluation: Evaluation) -> str:
    """What a value was predicted from."""
    if evaluation.unit == "label":
        most = evaluation.window
        return "each file as a whole" + ("" if most is None else f", its first {most:,} items")
    if evaluation.window is None:
        return "each file from its start"
    return f"windows of {evaluation.window:,} items, each by itself"


def _figure_lines(figures: Sequence[Figure]) -> Iterator[str]:
    """The spec's metrics, one line each."""
    if figures:
        yield ""
        wide = max(len(figure.name) for figure in figures)
        yield from (f"{figure.name:{wide}}  {figure.value:.4g}" for figure in figures)


def evaluation_data(evaluation: Evaluation) -> dict[str, Json]:
    """The figures as one JSON object."""
    figures = evaluation.figures
    model, *baselines = (_row_data(row, evaluation) for row in evaluation.rows)
    return {
        "split": evaluation.split,
        "files": evaluation.files,
        "unit": evaluation.unit,
        "context": "file" if evaluation.window is None else "window",
        "window": evaluation.window,
        "update": evaluation.update,
        "raw_bits_per_sample": evaluation.raw_bits,
        "model": model,
        "metrics": {f.name: f.value if math.isfinite(f.value) else None for f in figures},
        "tables": {f.name: f.table.tolist() for f in figures if f.table is not None},
        "baselines": baselines,
    }


def _row_data(row: Row, evaluation: Evaluation) -> dict[str, Json]:
    bits, raw, unit = row.cost.bits, evaluation.raw_bits, evaluation.unit
    return {
        "name": row.name,
        "summary": row.summary,
        f"{unit}s": row.cost.values,
        "nats": row.cost.nats,
        f"bits_per_{unit}": bits,
        "bits_per_byte": None if raw is None else bits * 8 / raw,
        "ratio_to_raw": None if raw is None or not bits else raw / bits,
    }
