"""Numbers of bytes as people write them: `24GiB`, `500 MB`."""

from __future__ import annotations

import re
from typing import NewType

Bytes = NewType("Bytes", int)

_UNITS = {"B": 1} | {
    f"{prefix}{ending}": base ** (power + 1)
    for power, prefix in enumerate("KMGTP")
    for ending, base in (("iB", 1024), ("B", 1000))
}
_WRITTEN = re.compile(r"\s*(?P<number>\d{1,15}(?:\.\d{1,15})?)\s*(?P<unit>[A-Za-z]+)\s*", re.ASCII)


def read_bytes(text: str) -> Bytes | None:
    """The number of bytes a text stands for, or None where it is no such text."""
    match = _WRITTEN.fullmatch(text)
    if match is None:
        return None
    scale = {unit.casefold(): size for unit, size in _UNITS.items()}.get(match["unit"].casefold())
    return None if scale is None else Bytes(int(float(match["number"]) * scale))
