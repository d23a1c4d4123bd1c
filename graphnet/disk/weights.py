"""Weights on disk by their header: those of a run, of one of its checkpoints, or a lone file."""

from __future__ import annotations

from pathlib import Path

from graphnet.diagnostics import Diagnostics
from graphnet.disk.checkpoint import STATE, WEIGHTS, checkpoints_in, read_state, sister_of
from graphnet.disk.rules.damaged_checkpoint import damaged_checkpoint, pickled
from graphnet.disk.rules.not_a_run import no_checkpoint, no_weights
from graphnet.disk.run import Opened, Run, open_run
from graphnet.disk.tensors import Header, is_pickle, read_header
from graphnet.values import frozen

MODEL = "graphnet.model"


@frozen(kw_only=True)
class Weights:
    """What a file of weights holds, and what is known of the model it was trained as.

    `path` is what a person would name: the checkpoint's folder, or the file. `model` is the
    fingerprint of the model, empty where nothing says it; `run` the run the file belongs to.
    """

    path: Path
    file: Path
    header: Header
    model: str = ""
    run: Run | None = None


def find_weights(path: Path) -> tuple[Weights | None, Diagnostics]:
    """The weights a path means: a run (its newest), a checkpoint's folder, or a file."""
    folder = path.parent if path.name == WEIGHTS else path
    if (folder / STATE).is_file():
        opened, _ = open_run(folder)
        return checkpoint_weights(folder, None if opened is None else opened.run)
    if path.is_file() and path.name != "latest":
        return _lone(path)
    opened, problems = open_run(path)
    if opened is None:
        return None, problems if path.is_dir() else (no_weights(path),)
    return run_weights(opened)


def run_weights(opened: Opened) -> tuple[Weights | None, Diagnostics]:
    """The weights of the checkpoint that was named, or of a run's newest."""
    folder = newest_folder(opened)
    if folder is None:
        return None, (no_checkpoint(opened.run.folder),)
    return checkpoint_weights(folder, opened.run)


def newest_folder(opened: Opened) -> Path | None:
    """The folder of the checkpoint that was named, or of the newest; None where there is none."""
    kept = checkpoints_in(opened.run.checkpoints)
    return opened.checkpoint or (kept[-1] if kept else None)


def checkpoint_weights(folder: Path, run: Run | None) -> tuple[Weights | None, Diagnostics]:
    """The weights in a checkpoint's folder."""
    state, problems = read_state(folder)
    header = read_header(folder / WEIGHTS)
    if isinstance(header, str):
        found = damaged_checkpoint(folder / WEIGHTS, header, sister_of(folder))
        return None, (*problems, found)
    if state is None:
        return None, problems
    model = state.fingerprints.model
    return Weights(
        path=folder, file=folder / WEIGHTS, header=header, model=model, run=run
    ), problems


def _lone(file: Path) -> tuple[Weights | None, Diagnostics]:
    header = read_header(file)
    if isinstance(header, str):
        return None, (pickled(file) if is_pickle(file) else damaged_checkpoint(file, header),)
    return Weights(path=file, file=file, header=header, model=header.metadata.get(MODEL, "")), ()
