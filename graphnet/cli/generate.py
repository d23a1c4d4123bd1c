"""`graphnet generate`: new sequences from a trained model, written as what its source reads."""

from __future__ import annotations

import argparse
import math
import sys
from pathlib import Path

from graphnet.build.protocols import Sampling, Sink, Source
from graphnet.cli.exits import ExitCode
from graphnet.cli.model import Model, add_place, model_of_run
from graphnet.cli.outcome import report
from graphnet.cli.terminal import is_terminal
from graphnet.diagnostics import Diagnostics, has_errors
from graphnet.disk.run import Opened
from graphnet.runtime.generate import (
    Drawing,
    check_drawing,
    check_model,
    check_step,
    draw_sequences,
    write_sequences,
)
from graphnet.runtime.inputs import read_inputs
from graphnet.runtime.outputs import check_output, output_paths
from graphnet.runtime.parts import build_sink, build_source
from graphnet.runtime.ports import ports_of
from graphnet.runtime.progress import watcher_for
from graphnet.runtime.restore import Restored, restore
from graphnet.runtime.steps import Steps
from graphnet.spec.settings import GenerateSettings
from graphnet.values import frozen


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The run, the output, how much and how boldly."""
    parser.add_argument(
        "run", type=Path, metavar="RUN", help="a run folder, runs/<spec>/latest, or a checkpoint"
    )
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        required=True,
        metavar="FILE",
        help="the file to write; several are numbered: out-1.wav, out-2.wav",
    )
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--seconds", type=seconds, metavar="S", help="how long (default: 1 second)")
    length.add_argument("--length", type=int, metavar="N", help="how many items")
    parser.add_argument("--batch", type=int, default=1, metavar="N", help="how many sequences")
    parser.add_argument(
        "--prompt", type=Path, metavar="FILE", help="go on after this file (not written again)"
    )
    parser.add_argument("--temperature", type=float, help="below 1 bolder choices become rarer")
    parser.add_argument("--top-p", type=float, metavar="P", help="leave out the unlikely 1 - P")
    parser.add_argument("--top-k", type=int, metavar="K", help="only the K likeliest values")
    parser.add_argument("--seed", type=int, metavar="N", help="another seed, another sequence")
    parser.add_argument(
        "--step",
        choices=("auto", "compiled", "torch"),
        default="auto",
        help="by which means: a machine compiled at first use, torch, or the faster (default)",
    )
    add_place(parser)


def seconds(text: str) -> float:
    """The value of `--seconds`."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds above 0")
    return number


def run(arguments: argparse.Namespace) -> int:
    """Check everything first, then draw, then write."""
    at_run, found = model_of_run(arguments.run, (), arguments)
    if at_run is None:
        return report(found)
    tools, problems = _tools(*at_run, arguments)
    found += problems
    if tools is None or has_errors(found):
        return report(found)
    report(found)
    watcher = watcher_for(sys.stderr, is_terminal=is_terminal(sys.stderr))
    sequences = draw_sequences(tools.restored, tools.drawing, watcher, tools.steps)
    written, refused = write_sequences(tools.sink, sequences, arguments.output)
    for each in written:
        print(f"{each.what}: {each.path}")
    return report(refused) if refused else ExitCode.GOOD


@frozen
class _Tools:
    """What drawing and writing need, checked."""

    restored: Restored
    sink: Sink
    drawing: Drawing
    steps: Steps | None


def _tools(
    opened: Opened, model: Model, arguments: argparse.Namespace
) -> tuple[_Tools | None, Diagnostics]:
    source, no_source = build_source(model.plan)
    sink, no_sink = build_sink(model.plan, model.registry)
    found = no_source + no_sink + check_model(model.plan, model.spec)
    if source is None or sink is None:
        return None, found
    drawing, problems = _drawing(model, arguments, source, sink)
    found += problems + check_drawing(drawing)
    for path in output_paths(arguments.output, max(1, arguments.batch)):
        found += check_output(path, tuple(getattr(sink, "suffixes", ())))
    if has_errors(found):
        return None, found
    restored, refused = restore(opened, model.planned, model.device)
    if restored is None:
        return None, found + refused
    steps, no_steps = check_step(restored, drawing)
    return _Tools(restored, sink, drawing, steps), found + refused + no_steps


def _drawing(
    model: Model, arguments: argparse.Namespace, source: Source, sink: Sink
) -> tuple[Drawing, Diagnostics]:
    """What the flags ask, and the spec's `[generate]` where they are silent."""
    settings = model.plan.settings.generate
    prompt = None
    problems: Diagnostics = ()
    if arguments.prompt is not None:
        examples, problems = read_inputs(arguments.prompt, model.plan, model.spec.tree)
        if examples:
            prompt = ports_of(source.read(examples[0], 0, examples[0].length))["main"]
    drawing = Drawing(
        items=_items(arguments, sink.rate),
        batch=arguments.batch,
        sampling=_sampling(arguments, settings),
        seed=settings.seed if arguments.seed is None else arguments.seed,
        prompt=prompt,
        step=arguments.step,
        threads=arguments.threads,
    )
    return drawing, problems


def _sampling(arguments: argparse.Namespace, settings: GenerateSettings) -> Sampling:
    """How boldly to draw: each flag, and the spec's setting where it is silent."""
    return Sampling(
        temperature=_given(arguments.temperature, settings.temperature),
        top_p=_given(arguments.top_p, settings.top_p),
        top_k=settings.top_k if arguments.top_k is None else arguments.top_k,
    )


def _items(arguments: argparse.Namespace, rate: float) -> int:
    """How many items `--length` or `--seconds` asks for; a second without either."""
    seconds = arguments.seconds or 1.0
    return round(seconds * rate) if arguments.length is None else arguments.length


def _given(flag: float | None, setting: float) -> float:
    return setting if flag is None else flag
