"""The figures of a run, one JSON object a line, only ever appended to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from graphnet.values import frozen

Figures = Mapping[str, float | int | str | Mapping[str, float]]


@frozen
class Point:
    """What one split cost at one update, in bits per sample."""

    update: int
    bits: float


def append_figures(path: Path, figures: Figures) -> None:
    """Add one line; a line that a killed run left half written is closed first."""
    with path.open("ab+") as file:
        size = file.seek(0, 2)
        if size:
            file.seek(size - 1)
            if file.read(1) != b"\n":
                file.write(b"\n")
        file.write(json.dumps(figures).encode() + b"\n")


def read_figures(path: Path) -> tuple[Figures, ...]:
    """Every whole line of a metrics file, in order; a half-written one is left out."""
    if not path.exists():
        return ()
    return tuple(filter(None, map(_parse, path.read_text(encoding="utf-8").splitlines())))


def _parse(line: str) -> Figures | None:
    try:
        figures = json.loads(line)
    except json.JSONDecodeError:
        return None
    return figures if isinstance(figures, dict) else None


def curve_of(figures: tuple[Figures, ...], split: str) -> tuple[Point, ...]:
    """A split's points by update; where a resumed run wrote an update again, the last counts."""
    points = {
        update: float(bits)
        for line in figures
        for update, bits in [(line.get("update"), line.get("bits"))]
        if line.get("split") == split and isinstance(update, int) and isinstance(bits, int | float)
    }
    return tuple(Point(update, points[update]) for update in sorted(points))
