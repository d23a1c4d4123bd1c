"""Checkpoints on disk: found, read and found whole, without a tensor."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path

import cattrs

from graphnet.diagnostics import Diagnostics
from graphnet.disk.rules.damaged_checkpoint import damaged_checkpoint
from graphnet.graph.plan import Fingerprints
from graphnet.values import frozen

FORMAT = 1
STATE, WEIGHTS, OPTIMIZER = "state.json", "weights.safetensors", "optimizer.safetensors"


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


def checkpoints_in(checkpoints: Path) -> tuple[Path, ...]:
    """Checkpoint folders, oldest first; what a killed run left half written is not among them."""
    return tuple(sorted(path.parent for path in checkpoints.glob(f"[0-9]*/{STATE}")))


def read_state(folder: Path) -> tuple[State | None, Diagnostics]:
    """What a checkpoint says of itself."""
    state = _read_state(folder / STATE)
    if isinstance(state, str):
        return None, (damaged_checkpoint(folder / STATE, state, sister_of(folder)),)
    return state, ()


def read_whole(folder: Path) -> tuple[Checkpoint | None, Diagnostics]:
    """A checkpoint every byte of which is as it was written; reads all of it."""
    state, problems = read_state(folder)
    if state is None:
        return None, problems
    for name, noted in state.checksums.items():
        reason = _damage(folder / name, noted)
        if reason:
            return None, (damaged_checkpoint(folder / name, reason, sister_of(folder)),)
    return Checkpoint(folder, state), ()


def sister_of(folder: Path) -> Path | None:
    """The checkpoint before one, None where it is the first."""
    older = [path for path in checkpoints_in(folder.parent) if path.name < folder.name]
    return older[-1] if older else None


def file_checksum(file: Path) -> str:
    """What tells a file from an altered one; reads all of it."""
    digest = blake2b(digest_size=16)
    with file.open("rb") as content:
        while block := content.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


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
    return "" if file_checksum(file) == noted else "its checksum is not the one noted"
