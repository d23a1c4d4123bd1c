"""Checkpoints: safetensors and JSON in a folder that is renamed into place once it is whole."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path

import cattrs
from attrs import asdict, frozen
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor

from graphnet.diagnostics import Diagnostic, Diagnostics
from graphnet.graph.plan import Fingerprints, Plan
from graphnet.runtime.rules.damaged_checkpoint import damaged_checkpoint
from graphnet.runtime.rules.other_checkpoint import other_checkpoint

FORMAT = 1
STATE, WEIGHTS, OPTIMIZER = "state.json", "weights.safetensors", "optimizer.safetensors"

Tensors = Mapping[str, Tensor]


@frozen(kw_only=True)
class State:
    """What `state.json` holds.

    `update` counts the updates done; with the seed it is all there is to randomness, because every
    update seeds itself.
    """

    format: int = FORMAT
    update: int
    seed: int
    fingerprints: Fingerprints
    checksums: Mapping[str, str]


@frozen
class Checkpoint:
    """A checkpoint that was read and found whole."""

    folder: Path
    state: State


def save_checkpoint(
    checkpoints: Path, state: State, weights: Tensors, optimizer: Tensors
) -> Checkpoint:
    """Write a checkpoint so that it is there whole or not at all; OSError where it cannot be."""
    part = checkpoints / f".part-{os.getpid()}"
    for stale in checkpoints.glob(".part-*"):  # left by a run that was killed
        shutil.rmtree(stale, ignore_errors=True)
    try:
        part.mkdir(parents=True)
        save_file(_portable(weights), part / WEIGHTS)
        save_file(_portable(optimizer), part / OPTIMIZER)
        checksums = {name: _checksum(part / name) for name in (WEIGHTS, OPTIMIZER)}
        whole = State(
            update=state.update,
            seed=state.seed,
            fingerprints=state.fingerprints,
            checksums=checksums,
        )
        (part / STATE).write_text(json.dumps(asdict(whole), indent=2) + "\n", encoding="utf-8")
        folder = checkpoints / f"{state.update:08d}"
        _put_in_place(part, folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return Checkpoint(folder, whole)


def checkpoints_in(checkpoints: Path) -> tuple[Path, ...]:
    """Checkpoint folders, oldest first; what a killed run left half written is not among them."""
    return tuple(sorted(path.parent for path in checkpoints.glob(f"[0-9]*/{STATE}")))


def drop_old(checkpoints: Path, keep: int) -> None:
    """Remove all but the newest few."""
    for folder in checkpoints_in(checkpoints)[:-keep]:
        shutil.rmtree(folder, ignore_errors=True)


def read_checkpoint(folder: Path, plan: Plan) -> tuple[Checkpoint | None, Diagnostics]:
    """Read a checkpoint's state; refused where it is damaged or of another model than the plan."""
    state = _read_state(folder / STATE)
    if isinstance(state, str):
        return None, (damaged_checkpoint(folder / STATE, state, _before(folder)),)
    for name, noted in state.checksums.items():
        reason = _damage(folder / name, noted)
        if reason:
            return None, (damaged_checkpoint(folder / name, reason, _before(folder)),)
    if state.fingerprints.model != plan.fingerprints.model:
        return None, (another_model(folder, plan),)
    return Checkpoint(folder, state), ()


def another_model(folder: Path, plan: Plan, reasons: tuple[str, ...] = ()) -> Diagnostic:
    """A checkpoint that is not of the plan's model; `reasons` are what is known of why."""
    return other_checkpoint(folder, shapes_in(folder), declared_shapes(plan), reasons)


def read_tensors(file: Path) -> tuple[Tensors, Diagnostics]:
    """The tensors of one file of a checkpoint."""
    try:
        return load_file(file), ()
    except (OSError, SafetensorError) as problem:
        return {}, (damaged_checkpoint(file, str(problem), _before(file.parent)),)


def declared_shapes(plan: Plan) -> Mapping[str, tuple[int, ...]]:
    """The parameters a plan declares, by full name, without those that are another's."""
    return {
        f"{stage.path}.{parameter.name}": parameter.shape
        for stage in plan.stages
        for parameter in stage.parameters
        if parameter.tied_to is None
    }


def shapes_in(folder: Path) -> Mapping[str, tuple[int, ...]]:
    """The shapes of a checkpoint's weights, from the header; none where it cannot be read."""
    try:
        with safe_open(folder / WEIGHTS, "pt") as file:
            return {name: tuple(file.get_slice(name).get_shape()) for name in file.keys()}  # noqa: SIM118  # not a mapping
    except (OSError, SafetensorError):
        return {}


def _read_state(file: Path) -> State | str:
    """The state, or why there is none."""
    try:
        state = cattrs.structure(json.loads(file.read_text(encoding="utf-8")), State)
    except OSError as problem:
        return problem.strerror or "it cannot be read"
    except (ValueError, KeyError, TypeError, cattrs.BaseValidationError):
        return "it is not what graphnet writes"
    return state if state.format == FORMAT else f"its format is {state.format}, expected {FORMAT}"


def _damage(file: Path, noted: str) -> str:
    if not file.is_file():
        return "it is missing"
    return "" if _checksum(file) == noted else "its checksum is not the one noted"


def _before(folder: Path) -> Path | None:
    older = [path for path in checkpoints_in(folder.parent) if path.name < folder.name]
    return older[-1] if older else None


def _portable(tensors: Tensors) -> dict[str, Tensor]:
    return {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}


def _checksum(file: Path) -> str:
    digest = blake2b(digest_size=16)
    with file.open("rb") as content:
        while block := content.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


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
