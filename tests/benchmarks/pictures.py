"""Pictures of the scaling curves, from the JSON of `tests.benchmarks.curves`.

Run it as `python -m tests.benchmarks.pictures curves.json docs/pictures docs/benchmarks.md`; it
writes one SVG for each curve and axis: samples a second, and beside it bytes where they were
measured. In the document it fills what stands between `<!-- pictures: CURVE -->` and
`<!-- end -->` with links to them.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from tests.benchmarks.measuring.result import Json

Point = Mapping[str, Json]
AXES = {"length": "L", "batch": "batch", "layers": "layers a level", "threads": "threads"}
MARKS = {"ours": "o", "reference": "x"}
REAL_TIME = 16_000
FIXED = {"svg.hashsalt": "graphnet", "svg.fonttype": "none", "font.size": 9}
"""The same curves give the same bytes."""


def main() -> None:
    """Draw every curve of a result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("result", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("document", type=Path)
    arguments = parser.parse_args()
    result = json.loads(arguments.result.read_text(encoding="utf-8"))
    paths = list(draw_all(result["series"], arguments.folder))
    text = linked(arguments.document.read_text(encoding="utf-8"), paths)
    arguments.document.write_text(text, encoding="utf-8")
    print(*paths, sep="\n")  # noqa: T201  # what was written is the output


def linked(text: str, paths: Sequence[Path]) -> str:
    """A document beside the folder of pictures, with links to those of each curve."""
    for curve in dict.fromkeys(path.stem.partition("-")[0] for path in paths):
        place = re.compile(rf"(<!-- pictures: {curve} -->\n).*?(<!-- end -->)", re.DOTALL)
        mine = [p for p in paths if p.stem.partition("-")[0] == curve]
        links = [f"![{' by '.join(p.stem.split('-'))}]({p.parent.name}/{p.name})" for p in mine]
        words = "\n\n".join(links)
        text = place.sub(rf"\g<1>\n{words}\n\n\g<2>", text)
    return text


def draw_all(points: Sequence[Point], folder: Path) -> Iterable[Path]:
    """One picture for each curve and axis that have points."""
    folder.mkdir(parents=True, exist_ok=True)
    kinds = dict.fromkeys((str(p["curve"]), str(p["axis"])) for p in points)
    for curve, axis in kinds:
        mine = [p for p in points if (p["curve"], p["axis"]) == (curve, axis)]
        path = folder / f"{curve}-{axis}.svg"
        with mpl.rc_context(FIXED):  # type: ignore[arg-type]  # every key is one of theirs
            draw(curve, axis, mine).savefig(path, metadata={"Date": None})
        yield path


def draw(curve: str, axis: str, points: Sequence[Point]) -> Figure:
    """Samples a second on the left, bytes on the right, both axes logarithmic."""
    has_bytes = curve == "update"
    figure = Figure(figsize=(8.4 if has_bytes else 4.6, 3.2), layout="constrained")
    rates, *more = (figure.add_subplot(1, 1 + has_bytes, i + 1) for i in range(1 + has_bytes))
    _lines(rates, axis, points, "rate")
    rates.set_ylabel("samples/s")
    if curve == "generation":
        rates.axhline(REAL_TIME, color="grey", linewidth=0.8, linestyle=":")
        rates.annotate("real time at 16 kHz", (1, REAL_TIME), fontsize=7, va="bottom")
    for room in more:
        _lines(room, axis, points, "bytes")
        room.set_ylabel("bytes over the base")
    rates.legend(fontsize=7)
    return figure


def _lines(room: Axes, axis: str, points: Sequence[Point], what: str) -> None:
    for side in dict.fromkeys(str(p["side"]) for p in points):
        mine = [(p["place"], p[what]) for p in points if p["side"] == side and p[what]]
        whose = side.partition(" ")[0]
        style = "-" if whose == "ours" else "--"
        if mine:
            room.plot(*zip(*mine, strict=True), style, marker=MARKS[whose], label=side)
    room.set_xscale("log", base=2)
    room.set_yscale("log")
    room.set_xlabel(AXES[axis])
    room.grid(alpha=0.3, which="major")


if __name__ == "__main__":
    main()
