"""The header of a safetensors file: names, types and shapes of its tensors, not one value."""

from __future__ import annotations

import json
import math
import os
import stat
from collections.abc import Mapping
from pathlib import Path

from graphnet.values import frozen

HEADER_LIMIT = 16 * 2**20
RANK_LIMIT = 64
LENGTH_BYTES = 8
PICKLES = (b"PK\x03\x04", b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")
BITS = {
    "BOOL": 8, "U8": 8, "I8": 8, "F8_E4M3": 8, "F8_E5M2": 8, "F8_E8M0": 8,
    "U16": 16, "I16": 16, "F16": 16, "BF16": 16,
    "U32": 32, "I32": 32, "F32": 32,
    "U64": 64, "I64": 64, "F64": 64, "C64": 64,
}  # fmt: skip


@frozen
class StoredTensor:
    """What a header says of one tensor: its type in the file's own word, and its shape."""

    dtype: str
    shape: tuple[int, ...]

    @property
    def is_float(self) -> bool:
        """Whether it holds real numbers, as weights do."""
        return self.dtype.startswith(("F", "BF"))


@frozen
class Header:
    """The tensors of a file by name, and what its writer noted beside them."""

    tensors: Mapping[str, StoredTensor]
    metadata: Mapping[str, str]


class _RefusedError(Exception):
    """What is wrong with a header, in words; it does not leave this file."""


def read_header(file: Path) -> Header | str:
    """The header of a file that is whole as far as its header tells, or why it is not."""
    try:
        return _header(*_text(file))
    except OSError as problem:
        return (problem.strerror or type(problem).__name__).lower()
    except _RefusedError as refused:
        return str(refused)


def read_places(file: Path) -> tuple[Header, Mapping[str, tuple[int, int]], int] | str:
    """The header, from which to which byte each tensor stands, and where byte 0 of these is."""
    try:
        text, size = _text(file)
        header = _header(text, size)
    except OSError as problem:
        return (problem.strerror or type(problem).__name__).lower()
    except _RefusedError as refused:
        return str(refused)
    found = json.loads(text)
    places = {name: tuple(found[name]["data_offsets"]) for name in header.tensors}
    return header, places, LENGTH_BYTES + len(text)


def is_pickle(file: Path) -> bool:
    """Whether a file begins as those of `torch.save` do, which are programs and never opened."""
    try:
        with file.open("rb") as content:
            return content.read(4).startswith(PICKLES)
    except OSError:
        return False


def _text(path: Path) -> tuple[bytes, int]:
    """The header's bytes, and how many bytes of tensors follow them."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise _RefusedError("it is no regular file")
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        begin = file.read(LENGTH_BYTES)
        if len(begin) < LENGTH_BYTES:
            raise _RefusedError(f"it holds {size} bytes, not even the length of a header")
        length = int.from_bytes(begin, "little")
        if length > HEADER_LIMIT:
            if length > size:  # a header longer than its file: the first bytes are no length
                raise _RefusedError("it does not begin as a safetensors file does")
            what = f"its header is said to be {length:,} bytes long"
            raise _RefusedError(f"{what}, more than the {HEADER_LIMIT:,} that are read")
        there = size - LENGTH_BYTES
        if length > there:
            raise _RefusedError(
                f"it is cut short: its header is {length:,} bytes long, {there:,} are there"
            )
        return file.read(length), there - length


def _header(text: bytes, size: int) -> Header:
    try:
        found = json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError):  # not UTF-8, not JSON, or nested to exhaust
        raise _RefusedError("its header is not JSON") from None
    if not isinstance(found, dict):
        raise _RefusedError("its header is not a table of tensors")
    noted = found.pop("__metadata__", {})
    if not isinstance(noted, dict) or not all(isinstance(v, str) for v in noted.values()):
        raise _RefusedError("the `__metadata__` of its header is not a table of texts")
    tensors: dict[str, StoredTensor] = {}
    places: list[tuple[int, int]] = []
    for name, entry in found.items():
        tensors[name], place = _tensor(name, entry)
        places.append(place)
    _check_places(sorted(places), size)
    return Header(tensors, noted)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _RefusedError("its header names a tensor twice")
    return found


def _tensor(name: str, entry: object) -> tuple[StoredTensor, tuple[int, int]]:
    """One entry, and from which to which byte its values stand."""
    match entry:
        case {
            "dtype": str(dtype),
            "shape": list(shape),
            "data_offsets": [int(begin), int(end)],
        } if (
            dtype in BITS
            and len(shape) <= RANK_LIMIT
            and all(type(size) is int and 0 <= size < 2**63 for size in shape)
            and 0 <= begin <= end
        ):
            if math.prod(shape) * BITS[dtype] != (end - begin) * 8:
                raise _RefusedError(f"the bytes of its tensor {_named(name)} do not fill its shape")
            return StoredTensor(dtype, tuple(shape)), (begin, end)
    raise _RefusedError(f"the entry of its tensor {_named(name)} is not what the format asks for")


def _named(name: str) -> str:
    """A name as it can be shown: a hostile one may be long, or full of control characters."""
    shown = name if len(name) <= 80 else f"{name[:77]}..."
    return f"`{shown}`" if shown.isprintable() else ascii(shown)


def _check_places(places: list[tuple[int, int]], size: int) -> None:
    """Tensors must stand one behind the other, without gaps, up to the end of the file."""
    at = 0
    for begin, end in places:
        if begin != at:
            raise _RefusedError("its tensors overlap or leave gaps")
        at = end
    if at > size:
        raise _RefusedError(
            f"it is cut short: its header promises {at:,} bytes of tensors, {size:,} are there"
        )
    if at < size:
        raise _RefusedError(f"{size - at:,} bytes follow its last tensor")
