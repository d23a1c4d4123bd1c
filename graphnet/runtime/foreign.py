"""The numbers of a checkpoint of somebody else's, read tensor by tensor from where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import torch
from torch import Tensor

from graphnet.disk.foreign.known import DTYPES
from graphnet.disk.foreign.placed import Placed
from graphnet.disk.foreign.read import Foreign

TYPES: Mapping[str, torch.dtype] = {name: getattr(torch, name) for name in DTYPES}


def read_tensors_of(foreign: Foreign, names: Iterable[str]) -> dict[str, Tensor]:
    """Tensors of a checkpoint by name, as they are stored."""
    return {name: read_tensor(foreign, foreign.tensors[name]) for name in names}


def read_tensor(foreign: Foreign, tensor: Placed) -> Tensor:
    """One tensor, on its own memory."""
    width = DTYPES[tensor.dtype]
    if 0 in tensor.shape:
        return torch.empty(tensor.shape, dtype=TYPES[tensor.dtype])
    pairs = zip(tensor.shape, tensor.stride, strict=True)
    count = 1 + sum((size - 1) * step for size, step in pairs)
    with foreign.path.open("rb") as file:
        file.seek(tensor.bytes.begin + tensor.offset * width)
        numbers = bytearray(file.read(count * width))
    flat = torch.frombuffer(numbers, dtype=TYPES[tensor.dtype])
    view = flat.as_strided(tensor.shape, tensor.stride).clone(memory_format=torch.contiguous_format)
    view = view.conj().resolve_conj() if tensor.is_conj else view
    return -view if tensor.is_neg else view
