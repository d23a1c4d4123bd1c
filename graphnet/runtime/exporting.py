"""The weights of a checkpoint as one safetensors file, with what they are in its header."""

from __future__ import annotations

import json
import os
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor

from graphnet.diagnostics import Diagnostics
from graphnet.diagnostics.render_json import Json
from graphnet.disk.checkpoint import WEIGHTS, Checkpoint, read_whole
from graphnet.disk.defaults import option_texts
from graphnet.disk.past import OPTIONS, STAGES
from graphnet.disk.planned import Planned
from graphnet.disk.resolved import render_toml
from graphnet.disk.weights import MODEL, Weights
from graphnet.runtime.checkpoint import read_tensors
from graphnet.runtime.importing import sha256
from graphnet.runtime.lock import software_of
from graphnet.runtime.outputs import unwritable_output
from graphnet.values import frozen

FORMAT = "1"


@frozen(kw_only=True)
class Export:
    """A run and the weights to write; `dtype` None leaves the numbers as they are."""

    planned: Planned
    weights: Weights
    file: Path
    dtype: str | None = None


@frozen
class Exported:
    """The sha256 of a file that was written, and facts of what is in it."""

    checksum: str
    facts: dict[str, Json]


def export_weights(wanted: Export) -> tuple[Exported | None, Diagnostics]:
    """Write the file whole or not at all."""
    checkpoint, damaged = read_whole(wanted.weights.path)
    if checkpoint is None:
        return None, damaged
    found, broken = read_tensors(checkpoint.folder / WEIGHTS)
    if broken:
        return None, broken
    tensors = {name: _as(tensor, wanted.dtype) for name, tensor in found.items()}
    part = wanted.file.with_name(f".{wanted.file.name}.part-{os.getpid()}")
    try:
        save_file(tensors, part, metadata(wanted, checkpoint))
        sort_header(part)
        part.replace(wanted.file)
    except OSError as problem:
        return None, (unwritable_output(wanted.file, problem),)
    finally:
        part.unlink(missing_ok=True)
    facts: dict[str, Json] = {
        "name": wanted.planned.plan.name,
        "model": wanted.planned.plan.fingerprints.model,
        "update": checkpoint.state.update,
        "tensors": len(tensors),
        "numbers": sum(tensor.numel() for tensor in tensors.values()),
    }
    return Exported(sha256(wanted.file), facts), ()


def sort_header(file: Path) -> None:
    """Put the header's keys in order: safetensors writes metadata in another one each time.

    The header begins with its own length, 8 bytes, and may end in spaces; tensors stay in place.
    """
    with file.open("r+b") as opened:
        length = int.from_bytes(opened.read(8), "little")
        header = json.loads(opened.read(length))
        text = json.dumps(header, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        sorted_header = text.encode().ljust(length)
        if len(sorted_header) == length:
            opened.seek(8)
            opened.write(sorted_header)


def metadata(wanted: Export, checkpoint: Checkpoint) -> dict[str, str]:
    """What the file says of itself: the model, its spec, and the versions that made it."""
    planned = wanted.planned
    software = software_of(planned.registry)
    return {
        "format": "pt",  # what other readers of safetensors look for
        "graphnet.format": FORMAT,
        MODEL: planned.plan.fingerprints.model,
        "graphnet.name": planned.plan.name,
        "graphnet.update": str(checkpoint.state.update),
        "graphnet.spec": render_toml(planned.spec.tree),
        STAGES: json.dumps(_stages(planned)),
        OPTIONS: json.dumps(dict(option_texts(planned.spec, planned.registry))),
        "graphnet.versions": json.dumps({"graphnet": software.graphnet, **software.plugins}),
    }


def _stages(planned: Planned) -> dict[str, str]:
    """The types of the spec's own stages: of composites, of what is not inside one."""
    plain = {s.path: s.use for s in planned.plan.stages if s.folded not in planned.plan.composites}
    return {**planned.plan.composites, **plain}


def _as(tensor: Tensor, dtype: str | None) -> Tensor:
    """The tensor in other numbers, where it holds real ones."""
    if dtype is None or not tensor.is_floating_point():
        return tensor
    return tensor.to(getattr(torch, dtype)).contiguous()
