"""Checkpoints: safetensors and JSON in a folder that is renamed into place once it is whole."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from attrs import asdict
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor

from graphnet.diagnostics import Diagnostics
from graphnet.disk.checkpoint import (
    OPTIMIZER,
    STATE,
    WEIGHTS,
    Checkpoint,
    State,
    checkpoints_in,
    file_checksum,
    sister_of,
)
from graphnet.disk.rules.damaged_checkpoint import damaged_checkpoint
from graphnet.disk.weights import MODEL

Tensors = Mapping[str, Tensor]


def save_checkpoint(
    checkpoints: Path, state: State, weights: Tensors, optimizer: Tensors, name: str = ""
) -> Checkpoint:
    """Write a checkpoint so that it is there whole or not at all; OSError where it cannot be.

    Its name is the number of updates, or `name`.
    """
    part = checkpoints / f".part-{os.getpid()}"
    for stale in checkpoints.glob(".part-*"):  # left by a run that was killed
        shutil.rmtree(stale, ignore_errors=True)
    try:
        part.mkdir(parents=True)
        save_file(_portable(weights), part / WEIGHTS, {MODEL: state.fingerprints.model})
        save_file(_portable(optimizer), part / OPTIMIZER)
        checksums = {name: file_checksum(part / name) for name in (WEIGHTS, OPTIMIZER)}
        whole = State(
            update=state.update,
            seed=state.seed,
            fingerprints=state.fingerprints,
            checksums=checksums,
        )
        (part / STATE).write_text(json.dumps(asdict(whole), indent=2) + "\n", encoding="utf-8")
        folder = checkpoints / (name or f"{state.update:08d}")
        _put_in_place(part, folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return Checkpoint(folder, whole)


def drop_old(checkpoints: Path, keep: int) -> None:
    """Remove all but the newest few."""
    for folder in checkpoints_in(checkpoints)[:-keep]:
        shutil.rmtree(folder, ignore_errors=True)


def read_tensors(file: Path) -> tuple[Tensors, Diagnostics]:
    """The tensors of one file of a checkpoint."""
    try:
        return load_file(file), ()
    except (OSError, SafetensorError) as problem:
        return {}, (damaged_checkpoint(file, str(problem), sister_of(file.parent)),)


def _portable(tensors: Tensors) -> dict[str, Tensor]:
    return {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}


def _put_in_place(part: Path, folder: Path) -> None:
    """Rename a whole folder to its name; what bears the name already is replaced."""
    for file in part.iterdir():
        _sync(file)
    _sync(part)
    old = folder.with_name(f".old-{folder.name}")
    if folder.exists():
        folder.rename(old)
    part.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
    _sync(folder.parent)


def _sync(path: Path) -> None:
    if os.name == "posix":
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
