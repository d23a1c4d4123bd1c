"""The form of `torch.save` before 1.6: pickles one behind the other, then the storages."""

from __future__ import annotations

import os
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from graphnet.disk.foreign.inert import Table
from graphnet.disk.foreign.known import DTYPES
from graphnet.disk.foreign.machine import Outcome, run
from graphnet.disk.foreign.placed import Stretch, quoted
from graphnet.disk.foreign.unreadable import UnreadableError

MAGIC = 0x1950A86A20F9469CFC6C
PROTOCOL = 1001
COUNT_BYTES = 8
PICKLE_LIMIT = 64 * 2**20


def read_legacy(path: Path) -> tuple[Outcome, Mapping[str, Stretch] | None]:
    """What a file's pickle describes, and its storages by key; None for a pickle without them."""
    with path.open("rb") as file:
        stream = BytesIO(file.read(PICKLE_LIMIT))
        first = run(stream)
        if not (type(first.value) is int and first.value == MAGIC):
            return first, None
        protocol, system = run(stream).value, run(stream).value
        if type(protocol) is not int or protocol != PROTOCOL:
            raise UnreadableError("it is of a version of `torch.save` that is not known")
        if type(system) is not Table or system.named().get("little_endian") is not True:
            raise UnreadableError("it was written on a machine that turns the bytes of numbers")
        outcome, keys = run(stream), run(stream).value
        if not isinstance(keys, list) or not all(type(key) is str for key in keys):
            raise UnreadableError("its list of storages is none")
        at, size = stream.tell(), os.fstat(file.fileno()).st_size
        storages: dict[str, Stretch] = {}
        for key in keys:
            file.seek(at)
            at += COUNT_BYTES
            storages[key] = _stretch(outcome, key, at, file.read(COUNT_BYTES))
            at += storages[key].size
            if at > size:
                raise UnreadableError("it is cut short: a storage reaches beyond its end")
        return outcome, storages


def _stretch(outcome: Outcome, key: str, begin: int, count: bytes) -> Stretch:
    """Where a storage stands; how wide its numbers are is said by the pickle alone."""
    known = outcome.storages.get(key)
    if known is None or len(count) < COUNT_BYTES:
        raise UnreadableError(f"its storage {quoted(key)} is cut short, or belongs to nothing")
    return Stretch(begin, int.from_bytes(count, "little") * DTYPES.get(known.dtype, 1))
