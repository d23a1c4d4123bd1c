"""`graphnet train`: train the model of a spec, or go on with a run."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

from graphnet.cli.arguments import add_budget, add_overrides, all_overrides
from graphnet.cli.crash import unexpected_fault
from graphnet.cli.exits import ExitCode
from graphnet.cli.model import add_place
from graphnet.cli.outcome import report
from graphnet.cli.terminal import is_terminal
from graphnet.cli.walk import Walk, walk
from graphnet.diagnostics import Diagnostics, GraphnetError, has_errors
from graphnet.disk.checkpoint import checkpoints_in
from graphnet.disk.run import Opened
from graphnet.graph.learning import learning_text
from graphnet.graph.rewrites.said import rewrites_text
from graphnet.graph.rules.settings_disagree import said_on_the_command_line
from graphnet.runtime.best import BEST
from graphnet.runtime.hold import Hold
from graphnet.runtime.launch import prepare
from graphnet.runtime.lock import software_of
from graphnet.runtime.material import Request
from graphnet.runtime.progress import Watcher, watcher_for
from graphnet.runtime.resume import Wish, find_resumed, software_notes
from graphnet.runtime.rules.interrupted import stopped_at_once, training_interrupted
from graphnet.runtime.train import Outcome, Training, train
from graphnet.runtime.unit import Unit, unit_of
from graphnet.text import SourceText


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The spec, the data, and where and how the run goes."""
    parser.add_argument(
        "spec", nargs="?", metavar="SPEC", help="a spec file; not needed with --resume RUN"
    )
    parser.add_argument("--data", type=Path, metavar="DIR", help="the folder of the data")
    parser.add_argument(
        "--run",
        type=Path,
        metavar="DIR",
        help="the run's folder; one that holds a run goes on (default: a new one under runs/)",
    )
    parser.add_argument(
        "--resume",
        default="auto",
        metavar="auto|never|latest|RUN",
        help="go on with a run: the spec's latest, or the run in a folder; "
        "auto (the default) does so only where --run names a run",
    )
    parser.add_argument("--seed", type=int, metavar="N", help="the same as --set train.seed=N")
    add_place(parser)
    add_overrides(parser)
    add_budget(parser)


def run(arguments: argparse.Namespace) -> int:
    """Plan, check the data, train, and say how it ended and what to do next."""
    if arguments.spec is None and arguments.resume in ("auto", "never", "latest"):
        print("graphnet train: name a SPEC, or a run with --resume RUN", file=sys.stderr)
        return ExitCode.USAGE
    with Hold() as hold:
        return _run(arguments, hold)


def _run(arguments: argparse.Namespace, hold: Hold) -> int:
    """The same with a hold on the folder that is written, for as long as it is."""
    walked, opened, found = _walk(arguments)
    found += () if opened is None else hold.take(opened.run.folder)
    if has_errors(found) or walked.spec is None or walked.plan is None or walked.registry is None:
        return report(found)
    request = Request(
        spec=walked.spec,
        plan=walked.plan,
        registry=walked.registry,
        data=arguments.data,
        device=arguments.device,
        threads=arguments.threads,
        wish=Wish(arguments.resume, arguments.run),
        argv=tuple(sys.argv),
    )
    training, problems = prepare(request, opened)
    if training is not None and opened is None:
        problems += hold.take(training.run.folder)
    status = report(found + problems)
    if training is None or has_errors(problems):
        return status
    watcher = watcher_for(sys.stderr, is_terminal=is_terminal(sys.stderr))
    _introduce(training, request, opened, watcher)
    command = resume_command(arguments, training.run.folder, is_resumed=opened is not None)
    try:
        return _finish(_train(training, watcher), training, command, opened)
    except KeyboardInterrupt:  # asked twice
        return _stop(training, command)


def _walk(arguments: argparse.Namespace) -> tuple[Walk, Opened | None, Diagnostics]:
    """The plan, of the spec that is named or else of the run to go on with."""
    wish = Wish(arguments.resume, arguments.run)
    twice = _said_twice(arguments)
    if twice:
        return Walk(path=arguments.spec or arguments.resume), None, twice
    overrides = all_overrides(arguments)
    if arguments.seed is not None:
        overrides.append(f"train.seed={arguments.seed}")
    if arguments.spec is not None:
        walked = walk(arguments.spec, overrides, rewriting=arguments.rewriting)
        name = None if walked.spec is None else walked.spec.name
        opened, problems = find_resumed(wish, name)
        return walked, opened, walked.diagnostics + problems
    opened, problems = find_resumed(wish, None)
    if opened is None:
        return Walk(path=arguments.resume), None, problems
    walked = walk(str(opened.run.resolved), overrides, rewriting=arguments.rewriting)
    return walked, opened, walked.diagnostics


def _said_twice(arguments: argparse.Namespace) -> Diagnostics:
    """Flags that set what `--set` sets as well."""
    flags = (
        ("--seed", "train.seed", arguments.seed),
        ("--budget", "budget.memory", arguments.budget),
    )
    overrides = [(each, each.partition("=")[0].strip()) for each in arguments.overrides]
    return tuple(
        said_on_the_command_line(flag, key, SourceText("--set", written).whole)
        for flag, key, value in flags
        for written, name in overrides
        if value is not None and name == key
    )


def _introduce(
    training: Training, request: Request, opened: Opened | None, watcher: Watcher
) -> None:
    """Say where the run is, on what it works, and what is different from what one may expect."""
    meter, run = training.meter, training.run
    parameters = sum(parameter.numel() for parameter in training.network.parameters())
    watcher.said(f"run: {run.folder}")
    watcher.said(
        f"{len(training.batches.examples)} training files, {parameters:,} parameters, "
        f"device {meter.device}"
    )
    for line in _beginning(training, opened):
        watcher.said(line)
    if not training.validation:
        watcher.said("no validation: the data has no split `valid`")
    if opened is not None:
        watcher.said(f"goes on after update {training.first}")
        if training.plan.rewrites != request.plan.rewrites:
            names = rewrites_text(training.plan)
            watcher.said(f"note: rewrites are those the run began with: {names}")
        for note in software_notes(run.lock.software, software_of(request.registry)):
            watcher.said(f"note: {note}")


def _beginning(training: Training, opened: Opened | None) -> Iterator[str]:
    """Whose weights a new run begins with, and what of them stays as it is."""
    plan, begun = training.plan, training.run.lock.init
    if begun is not None and opened is None:
        names = dict.fromkeys(stage.folded for stage in plan.stages if stage.parameters)
        fresh = ", ".join(name for name in names if name not in begun.stages)
        yield f"begins with {', '.join(begun.stages)} of {begun.file}"
        yield f"begins fresh: {fresh or 'nothing'}"
    learning = learning_text(plan)
    if learning:
        yield learning


def _train(training: Training, watcher: Watcher) -> Outcome:
    try:
        return train(training, watcher)
    except (OSError, GraphnetError):
        raise  # `main` says which file the system, or graphnet, refused
    except Exception as error:
        raise GraphnetError((unexpected_fault(error, training.run.log),)) from error


def _stop(training: Training, command: str) -> int:
    kept = checkpoints_in(training.run.checkpoints)
    report((stopped_at_once(kept[-1] if kept else None, command),))
    return ExitCode.INTERRUPTED


def _finish(outcome: Outcome, training: Training, command: str, opened: Opened | None) -> int:
    """What came out of it, and the next command."""
    updates, folder = training.plan.settings.train.updates, training.run.folder
    if outcome.diagnostics:
        return report(outcome.diagnostics)
    if outcome.is_interrupted and outcome.checkpoint is not None:
        report((training_interrupted(outcome.update, updates, outcome.checkpoint, command),))
        return ExitCode.INTERRUPTED
    if opened is not None and training.first >= updates:
        print(f"all {training.first} updates of this run are done")
        print("train longer: add `--set train.updates=N`")
        return ExitCode.GOOD
    print(f"trained:    {outcome.update} updates{_bits(outcome, unit_of(training.plan))}")
    print(f"run:        {folder}")
    print(f"checkpoint: {outcome.checkpoint}")
    best = training.run.checkpoints / BEST
    if best.exists():
        print(f"best:       {best} (by {training.plan.settings.train.monitor})")
    if training.run.picture.exists():
        print(f"loss curve: {training.run.picture}")
    print(f"next:       graphnet evaluate {shlex.quote(str(folder))}")
    return ExitCode.GOOD


def _bits(outcome: Outcome, unit: Unit) -> str:
    figures = {"train": outcome.bits, "valid": outcome.valid_bits}
    known = [f"{split} {bits:.3f}" for split, bits in figures.items() if bits is not None]
    return f", bits per {unit}: {', '.join(known)}" if known else ""


def resume_command(arguments: argparse.Namespace, folder: Path, *, is_resumed: bool) -> str:
    """The command line that goes on. What a new run was told is in its folder already."""
    words = ["graphnet", "train"]
    if is_resumed:
        words += [arguments.spec] if arguments.spec is not None else []
        words += ["--data", str(arguments.data)] if arguments.data is not None else []
        words += [f"--set={each}" for each in arguments.overrides]
        words += ["--seed", str(arguments.seed)] if arguments.seed is not None else []
    words += ["--resume", str(folder)]
    words += [] if arguments.budget is None else [f"--budget={arguments.budget}"]
    words += ["--device", arguments.device] if arguments.device != "auto" else []
    words += ["--threads", str(arguments.threads)] if arguments.threads is not None else []
    return shlex.join(words)
