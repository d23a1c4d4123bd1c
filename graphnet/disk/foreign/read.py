"""A checkpoint of somebody else's, read as far as its tensors' names, shapes and places."""

from __future__ import annotations

import stat
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from attrs import field

from graphnet.diagnostics import Diagnostics
from graphnet.disk.foreign.archive import PICKLE, read_archive
from graphnet.disk.foreign.known import DTYPES
from graphnet.disk.foreign.legacy import PICKLE_LIMIT, read_legacy
from graphnet.disk.foreign.machine import Outcome, run
from graphnet.disk.foreign.placed import Placed, Stretch, contiguous, place, quoted
from graphnet.disk.foreign.state_dict import find_tensors, strange_entries, whole_object
from graphnet.disk.foreign.unreadable import UnreadableError
from graphnet.disk.rules.foreign_unreadable import (
    foreign_no_file,
    foreign_not_there,
    foreign_unreadable,
)
from graphnet.disk.rules.no_state_dict import no_state_dict
from graphnet.disk.rules.pickle_runs import pickle_runs
from graphnet.disk.run import is_run
from graphnet.disk.tensors import read_places
from graphnet.plugin.imports import ForeignTensor, ForeignWeights
from graphnet.values import frozen

TENSOR_MAKERS = {f"torch._utils._rebuild_tensor{version}" for version in ("", "_v2", "_v3")}
WHOLE = ("int64", "int32", "int16", "int8", "uint8")
SAFETENSORS = {
    "F64": "float64", "F32": "float32", "F16": "float16", "BF16": "bfloat16", "C64": "complex64",
    "I64": "int64", "I32": "int32", "I16": "int16", "I8": "int8", "U8": "uint8", "BOOL": "bool",
}  # fmt: skip


@frozen(kw_only=True)
class Foreign:
    """A checkpoint that was read: `objects` are pickled things beside the tensors, left as data.

    `strange` names entries that are tensors of a kind that is not read, each by what makes it.
    """

    path: Path
    form: str
    tensors: Mapping[str, Placed]
    metadata: Mapping[str, str] = field(factory=dict)
    objects: tuple[str, ...] = ()
    strange: Mapping[str, str] = field(factory=dict)

    def described(self) -> ForeignWeights:
        """What an importer is told of it."""
        return ForeignWeights(
            tensors={name: _described(self.path, each) for name, each in self.tensors.items()},
            metadata=self.metadata,
        )


def read_foreign(path: Path) -> tuple[Foreign | None, Diagnostics]:
    """The tensors of a checkpoint by name; no value is read, nothing in it is executed."""
    try:
        return _read(path)
    except FileNotFoundError:
        return None, (foreign_not_there(path),)
    except OSError as problem:
        return None, (foreign_unreadable(path, (problem.strerror or str(problem)).lower()),)
    except UnreadableError as refused:
        return None, (foreign_unreadable(path, str(refused)),)


def _read(path: Path) -> tuple[Foreign | None, Diagnostics]:
    if not stat.S_ISREG(path.stat().st_mode):
        return None, (foreign_no_file(path, is_run=is_run(path)),)
    with path.open("rb") as file:
        first = file.read(2)
    match first:
        case b"PK":
            return _from_archive(path)
        case b"\x80\x02" | b"\x80\x03" | b"\x80\x04" | b"\x80\x05":
            return _from_legacy(path)
        case _:
            return _from_safetensors(path)


def _from_archive(path: Path) -> tuple[Foreign | None, Diagnostics]:
    archive = read_archive(path)
    if archive.read("byteorder", 16) not in (None, b"little"):
        raise UnreadableError("it was written on a machine that turns the bytes of numbers")
    outcome = run(BytesIO(archive.read(PICKLE, PICKLE_LIMIT) or b""))
    data = {n.removeprefix("data/"): r for n, r in archive.records.items() if n[:5] == "data/"}
    return _from_outcome(path, "a zip archive of `torch.save`", outcome, data)


def _from_legacy(path: Path) -> tuple[Foreign | None, Diagnostics]:
    outcome, storages = read_legacy(path)
    return _from_outcome(path, "a legacy file of `torch.save`", outcome, storages or {})


def _from_outcome(
    path: Path, form: str, outcome: Outcome, storages: Mapping[str, Stretch]
) -> tuple[Foreign | None, Diagnostics]:
    if outcome.running:
        return None, (pickle_runs(path, tuple(map(str, outcome.running))),)
    strange = strange_entries(outcome.value)
    senseless = [name for name, maker in strange.items() if maker in TENSOR_MAKERS]
    if senseless:
        raise UnreadableError(f"what it says of {quoted(senseless[0])} makes no tensor")
    tensors: dict[str, Placed] = {}
    for name, tensor in find_tensors(outcome.value).items():
        if tensor.storage.key not in storages:
            raise UnreadableError(f"the numbers of {quoted(name)} are not in it")
        tensors[name] = place(name, tensor, storages[tensor.storage.key])
    if not tensors:
        return None, (no_state_dict(path, whole_object(outcome.value)),)
    return Foreign(
        path=path,
        form=form,
        tensors=tensors,
        objects=tuple(str(name) for name in outcome.named if not _is_ours(str(name))),
        strange=strange,
    ), ()


def _is_ours(name: str) -> bool:
    """Whether a name of the pickle is one of those every state dict is made of."""
    return name.startswith(("torch.", "torch._utils.", "collections.OrderedDict", "builtins."))


def _from_safetensors(path: Path) -> tuple[Foreign | None, Diagnostics]:
    found = read_places(path)
    if isinstance(found, str):
        raise UnreadableError(found)
    header, places, begin = found
    tensors = {
        name: Placed(
            dtype=SAFETENSORS[stored.dtype],
            shape=stored.shape,
            stride=contiguous(stored.shape),
            offset=0,
            bytes=Stretch(begin + places[name][0], places[name][1] - places[name][0]),
        )
        for name, stored in header.tensors.items()
        if stored.dtype in SAFETENSORS
    }
    strange = {n: stored.dtype for n, stored in header.tensors.items() if n not in tensors}
    if not tensors:
        return None, (no_state_dict(path, ""),)
    return Foreign(
        path=path,
        form="a safetensors file",
        tensors=tensors,
        metadata=header.metadata,
        strange=strange,
    ), ()


def _described(path: Path, tensor: Placed) -> ForeignTensor:
    return ForeignTensor(dtype=tensor.dtype, shape=tensor.shape, number=_number(path, tensor))


def _number(path: Path, tensor: Placed) -> int | None:
    """The value of a tensor of one whole number."""
    if tensor.dtype not in WHOLE or any(size != 1 for size in tensor.shape):
        return None
    width = DTYPES[tensor.dtype]
    with path.open("rb") as file:
        file.seek(tensor.bytes.begin + tensor.offset * width)
        return int.from_bytes(file.read(width), "little", signed=tensor.dtype != "uint8")
