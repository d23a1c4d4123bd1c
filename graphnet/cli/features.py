"""`graphnet features`: the output of any stage for files of one's own, as safetensors."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from graphnet.build import build_network
from graphnet.build.network import Network
from graphnet.cli.arguments import add_overrides
from graphnet.cli.exits import ExitCode
from graphnet.cli.model import Model, add_place, model_of_run, model_of_spec
from graphnet.cli.outcome import report
from graphnet.cli.terminal import is_terminal
from graphnet.diagnostics import Diagnostics, has_errors
from graphnet.disk.run import Opened
from graphnet.graph import cut
from graphnet.graph.plan import Plan
from graphnet.graph.rewrites import rewritten
from graphnet.runtime.features import Extraction, extract, save_features
from graphnet.runtime.inputs import read_inputs
from graphnet.runtime.outputs import check_output, unwritable_output
from graphnet.runtime.parts import build_source
from graphnet.runtime.progress import watcher_for
from graphnet.runtime.restore import restore


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The model, the stage, what goes in and where it comes out."""
    parser.add_argument(
        "model",
        metavar="SPEC-or-RUN",
        help="a run (its newest weights), or a spec (weights as they begin)",
    )
    parser.add_argument("--at", required=True, metavar="STAGE", help="the stage: backbone, ...")
    parser.add_argument(
        "--input", type=Path, required=True, metavar="PATH", help="a file, or a folder of files"
    )
    parser.add_argument(
        "-o", "--output", type=Path, required=True, metavar="FILE", help="out.safetensors"
    )
    add_place(parser)
    add_overrides(parser)


def run(arguments: argparse.Namespace) -> int:
    """Cut the plan, run what is left over every file, write one tensor a file."""
    opened, model, found = _walk(arguments)
    if model is None:
        return report(found)
    extraction, problems = _extraction(opened, model, arguments)
    found += problems
    if extraction is None or has_errors(found):
        return report(found)
    report(found)
    watcher = watcher_for(sys.stderr, is_terminal=is_terminal(sys.stderr))
    if opened is None:
        watcher.said("note: a spec has no trained weights; these are the ones it begins with")
    features = extract(extraction, watcher)
    try:
        save_features(features, arguments.output, extraction.plan)
    except OSError as problem:
        return report((unwritable_output(arguments.output, problem),))
    for name, tensor in features.items():
        print(f"{name}: {tuple(tensor.shape)}")
    print(f"features: {arguments.output}")
    return ExitCode.GOOD


def _walk(
    arguments: argparse.Namespace,
) -> tuple[Opened | None, Model | None, Diagnostics]:
    """The model of a spec for the name of a TOML file, else that of a run."""
    path = Path(arguments.model)
    if path.suffix == ".toml" and not path.is_dir():
        model, found = model_of_spec(path, arguments.overrides, arguments)
        return None, model, found
    at_run, found = model_of_run(path, arguments.overrides, arguments)
    return (None, None, found) if at_run is None else (*at_run, found)


def _extraction(
    opened: Opened | None, model: Model, arguments: argparse.Namespace
) -> tuple[Extraction | None, Diagnostics]:
    part, found = cut(model.plan, arguments.at)
    source, broken = build_source(model.plan)
    found += broken + check_output(arguments.output)
    if source is None:
        return None, found
    examples, refused = read_inputs(arguments.input, part or model.plan, model.spec.tree)
    found += refused
    if part is None or not examples or has_errors(found):
        return None, found
    part = rewritten(part) if arguments.rewriting else part
    network, problems = _network(opened, model, part)
    if network is None:
        return None, found + problems
    return Extraction(
        network=network, device=model.device, source=source, examples=examples
    ), found + problems


def _network(opened: Opened | None, model: Model, part: Plan) -> tuple[Network | None, Diagnostics]:
    """The network of the part, with the run's weights where there is a run."""
    if opened is None:
        network, problems = build_network(part, model.plan.settings.train.seed)
        return None if network is None else network.to(model.device.torch), problems
    restored, problems = restore(opened, model.planned, model.device, part)
    return None if restored is None else restored.network, problems
