"""The tables of docs/benchmarks.md, filled from the JSON that benchmarks write.

Run it as `python -m tests.benchmarks.tables docs/benchmarks.md tests/benchmarks/results/*.json`.
What stands between `<!-- figures: NAME -->` and `<!-- end -->` becomes the table of the result of
that name; other text stays. A result that has no place there is left out, and named.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

Value = object
Row = Mapping[str, Value]

HEADINGS = ("work", "ours", "against", "there", "ratio", "target", "times the bound")
RIGHT = frozenset({"ours", "there", "ratio", "target", "times the bound"})
UNITS: Sequence[tuple[float, str]] = ((1e9, "GB"), (1e6, "MB"), (1e3, "kB"))


def main() -> None:
    """Fill the tables of a document in place."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("document", type=Path)
    parser.add_argument("results", type=Path, nargs="+")
    arguments = parser.parse_args()
    text = arguments.document.read_text(encoding="utf-8")
    for path in arguments.results:
        result = json.loads(path.read_text(encoding="utf-8"))
        if place(str(result["benchmark"])).search(text) is None:
            print(f"{path}: no place for `{result['benchmark']}`")  # noqa: T201  # said to people
        text = filled(text, result)
    arguments.document.write_text(text, encoding="utf-8")


def place(name: str) -> re.Pattern[str]:
    """Where the table of a benchmark stands."""
    return re.compile(rf"(<!-- figures: {re.escape(name)} -->\n).*?(<!-- end -->)", re.DOTALL)


def filled(text: str, result: Row) -> str:
    """A document with the table of one result in its place."""
    table = render(result)
    return place(str(result["benchmark"])).sub(lambda m: f"{m[1]}\n{table}\n{m[2]}", text)


def render(result: Row) -> str:
    """One row a figure; what was not measured says why; the command and the machine below."""
    figures = result["figures"]
    rows = [cells(each) for each in figures] if isinstance(figures, list) else []
    used = [h for h in HEADINGS if h in ("work", "ours") or any(row[h] for row in rows)]
    lines = [
        "| " + " | ".join(used) + " |",
        "|" + "|".join("--:" if h in RIGHT else "---" for h in used) + "|",
        *("| " + " | ".join(row[h] for h in used) + " |" for row in rows),
    ]
    return "\n".join((*lines, "", f"`{result['command']}`: {machine_line(result['machine'])}", ""))


def cells(figure: Row) -> dict[str, str]:
    """The words of one row."""
    unit = str(figure["unit"])
    note = str(figure["note"])
    ours = quantity(figure["ours"], unit)
    ratio, bound = figure["ratio"], figure["of_bound"]
    met = "" if figure["met"] is None else (" (met)" if figure["met"] else " (not met)")
    return {
        "work": str(figure["work"]),
        "ours": ours or note,
        "against": str(figure["against"]),
        "there": quantity(figure["reference"], unit) or (note if ours else ""),
        "ratio": "" if ratio is None else f"{number(ratio)}x",
        "target": f"{target(figure, unit)}{met}" if figure["target"] is not None else "",
        "times the bound": "" if bound is None else f"{number(bound)}x",
    }


def target(figure: Row, unit: str) -> str:
    """`30x, stretch 60x`, or values of the unit."""
    asked = [figure["target"], figure["stretch"]]
    is_absolute = bool(figure["absolute"])
    words = [quantity(a, unit) if is_absolute else f"{number(a)}x" for a in asked if a is not None]
    return ", stretch ".join(words)


def quantity(value: Value, unit: str) -> str:
    """A value with its unit, as people read it; empty where there is none."""
    if not isinstance(value, int | float):
        return ""
    if unit == "bytes":
        for size, name in UNITS:
            if value >= size:
                return f"{number(value / size)} {name}"
        return f"{number(value)} B"
    return f"{number(value)} {unit}".strip()


def number(value: Value) -> str:
    """Three digits that mean something, and thousands apart."""
    if not isinstance(value, int | float):
        return ""
    short = float(f"{value:.3g}")
    if short and not 1e-3 <= abs(short) < 1e12:
        return f"{short:.2g}"
    return f"{short:,.0f}" if abs(short) >= 100 else f"{short:g}"


def machine_line(machine: Value) -> str:
    """The machine in a line."""
    if not isinstance(machine, Mapping):
        return ""
    gpu = f", {machine['gpu']}" if machine.get("gpu") else ""
    return (
        f"{machine['processor']}, {machine['cores']} cores, {machine['vectors']}{gpu}, "
        f"torch {machine['torch']}, Python {machine['python']}, load {machine['load']}, "
        f"{machine['date']}."
    )


if __name__ == "__main__":
    main()
