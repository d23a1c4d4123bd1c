"""What becomes of every parameter of a model and every tensor of a checkpoint, as a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from graphnet.cli.grid import Grid
from graphnet.diagnostics.render_json import Json
from graphnet.disk.foreign.placed import quoted
from graphnet.disk.foreign.read import Foreign
from graphnet.disk.matching import Matching

HEADINGS = ("parameter", "is", "from", "how")
OBJECTS_SHOWN = 4


def import_grid(matching: Matching) -> Grid:
    """A row for each parameter, in the model's order."""
    return Grid(HEADINGS, tuple(tuple(map(str, _cells(row))) for row in _rows(matching)))


def summary_lines(foreign: Foreign, matching: Matching) -> Iterator[str]:
    """How many of each kind, and what is left of the checkpoint."""
    counts = Counter(row["is"] for row in _rows(matching))
    kinds = ("matched", "renamed", "converted", "missing")
    told = ", ".join(f"{counts[kind]} {kind}" for kind in kinds if counts[kind])
    yield f"{len(matching.wanted)} parameters: {told}"
    yield f"`{foreign.path.name}` is {foreign.form}, read by `{matching.importer.type.name}`"
    for name in (*matching.unused, *matching.dropped):
        yield f"unused: {quoted(name)}"
    for reason, count in Counter(matching.aside.values()).items():
        yield f"set aside: {count} tensor{'s' * (count > 1)}, {reason}"
    if foreign.objects:
        rest = len(foreign.objects) - OBJECTS_SHOWN
        names = ", ".join(quoted(name) for name in foreign.objects[:OBJECTS_SHOWN])
        yield f"left as data: {names}{f' and {rest} more' if rest > 0 else ''}"


def import_data(foreign: Foreign, matching: Matching) -> dict[str, Json]:
    """The same as one JSON object."""
    return {
        "checkpoint": str(foreign.path),
        "form": foreign.form,
        "importer": matching.importer.type.name,
        "parameters": list(_rows(matching)),
        "unused": [*matching.unused, *matching.dropped],
        "aside": dict(matching.aside),
        "objects": list(foreign.objects),
    }


def _cells(row: dict[str, Json]) -> tuple[Json, ...]:
    sources = row["from"]
    first, *rest = sources if isinstance(sources, list) and sources else [""]
    shown = f"{first} and {len(rest)} more" if rest else first
    return row["parameter"], row["is"], shown, row["how"]


def _rows(matching: Matching) -> Iterator[dict[str, Json]]:
    for name in matching.wanted:
        filling = matching.fillings.get(name)
        if filling is None:
            yield {"parameter": name, "is": "missing", "from": [], "how": _missing(matching, name)}
        else:
            sources: list[Json] = [*filling.sources]
            yield {
                "parameter": name,
                "is": filling.how,
                "from": sources if filling.how != "matched" else [],
                "how": filling.reason,
            }


def _missing(matching: Matching, name: str) -> str:
    return "begins afresh" if name in matching.fresh else ""
