"""A tensor and where its numbers stand in a file, all of them inside it."""

from __future__ import annotations

import math

from graphnet.disk.foreign.inert import TensorRef
from graphnet.disk.foreign.known import DTYPES
from graphnet.disk.foreign.unreadable import UnreadableError
from graphnet.values import frozen

MOST_REPEATED = 2**24  # numbers: a tensor that repeats its storage is made whole when it is read


@frozen
class Stretch:
    """Bytes of a file."""

    begin: int
    size: int


@frozen(kw_only=True)
class Placed:
    """A tensor as a view of a stretch of bytes; `offset` and `stride` count elements."""

    dtype: str
    shape: tuple[int, ...]
    stride: tuple[int, ...]
    offset: int
    bytes: Stretch
    is_conj: bool = False
    is_neg: bool = False


def place(name: str, tensor: TensorRef, there: Stretch) -> Placed:
    """The tensor in the bytes of its storage; UnreadableError where it does not lie in them."""
    storage, width = tensor.storage, DTYPES[tensor.dtype]
    claimed = storage.count * DTYPES.get(storage.dtype, 1)
    if there.size != claimed:
        raise UnreadableError(
            f"the storage of {quoted(name)} is said to be {claimed:,} bytes long, "
            f"{there.size:,} are there"
        )
    count = math.prod(tensor.shape)
    last = tensor.offset + sum(
        (size - 1) * step for size, step in zip(tensor.shape, tensor.stride, strict=True)
    )
    if count and last >= there.size // width:
        raise UnreadableError(f"{quoted(name)} reaches beyond the end of its storage")
    if count > max(there.size // width, MOST_REPEATED):
        raise UnreadableError(f"{quoted(name)} repeats its storage to {count:,} numbers")
    return Placed(
        dtype=tensor.dtype,
        shape=tensor.shape,
        stride=tensor.stride,
        offset=tensor.offset,
        bytes=there,
        is_conj=tensor.is_conj,
        is_neg=tensor.is_neg,
    )


def contiguous(shape: tuple[int, ...]) -> tuple[int, ...]:
    """The strides of a tensor whose numbers lie one behind the other."""
    steps = [1]
    for size in reversed(shape[1:]):
        steps.append(steps[-1] * size)
    return tuple(reversed(steps)) if shape else ()


def quoted(name: str) -> str:
    """A name as it can be shown: a hostile one may be long, or full of control characters."""
    text = name if len(name) <= 80 else f"{name[:77]}..."
    return f"`{text}`" if text.isprintable() else ascii(text)
