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
PATTERN = r"^\s*[0-9]{1,15}(\.[0-9]{1,15})?\s*[A-Za-z]+\s*$"
"""How such a text looks, for editors; which units there are is left to the reader."""

_WRITTEN = re.compile(r"\s*(?P<number>\d{1,15}(?:\.\d{1,15})?)\s*(?P<unit>[A-Za-z]+)\s*", re.ASCII)


def read_bytes(text: str) -> Bytes | None:
    """The number of bytes a text stands for, or None where it is no such text."""
    match = _WRITTEN.fullmatch(text)
    if match is None:
        return None
    scale = {unit.casefold(): size for unit, size in _UNITS.items()}.get(match["unit"].casefold())
    return None if scale is None else Bytes(int(float(match["number"]) * scale))


def render_bytes(number: int) -> str:
    """Bytes in binary units, three figures: `2 GiB`, `34.4 GiB`."""
    value, step = float(number), 0
    while value >= 1023.5 and step < len("KMGTP"):
        value, step = value / 1024, step + 1
    figures = f"{value:.0f}" if value >= 99.95 else f"{value:.3g}"
    return f"{number} B" if step == 0 else f"{figures} {'KMGTP'[step - 1]}iB"
