"""A message stays short: what it says beside the excerpt fits on a few lines."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from statistics import median

SPECS = Path(__file__).parents[1] / "specs"
MOST_LINES = 10  # with notes; an excerpt comes on top
USUAL_LINES = 3
LONGEST_LINE = 240
EXCERPT = re.compile(r"\s*(\d+ )?\||\s*(-->|:::) |\.\.\.$")


def messages(folder: Path) -> list[tuple[str, list[str]]]:
    """Every message of the golden texts without its excerpt, and the file it is in."""
    return [
        (path.name, [line for line in block.splitlines() if not EXCERPT.match(line)])
        for path in sorted(folder.glob("*.txt"))
        for block in path.read_text(encoding="utf-8").strip().split("\n\n")
    ]


def complaints(folder: Path) -> Iterable[str]:
    for name, lines in messages(folder):
        if not lines:
            yield f"{name}: says nothing"
            continue
        if len(lines) > MOST_LINES:
            yield f"{name}: {len(lines)} lines; a message has at most {MOST_LINES}"
        for line in lines:
            if len(line) > LONGEST_LINE:
                yield f"{name}: a line of {len(line)} characters; at most {LONGEST_LINE}"
        if not re.match(r"(error|warning)\[GN\d+\]: ", lines[0]):
            yield f"{name}: begins with `{lines[0][:20]}`, not with its code"
        if not re.search(r"graphnet explain GN\d+$", lines[-1]):
            yield f"{name}: does not say where to read more"


def test_every_message_is_short_and_says_where_to_read_more() -> None:
    assert list(complaints(SPECS)) == []


def test_most_messages_take_few_lines() -> None:
    assert median(len(lines) for _, lines in messages(SPECS)) <= USUAL_LINES


def test_a_long_message_is_seen(tmp_path: Path) -> None:
    good = "error[GN1]: m\n --> a:1\n  |\n1 | x\n  | ^\nhelp: h   graphnet explain GN1\n"
    (tmp_path / "a.txt").write_text(good, encoding="utf-8")
    assert list(complaints(tmp_path)) == []
    notes = "note: n\n" * MOST_LINES
    (tmp_path / "a.txt").write_text(good.replace("help", f"{notes}help"), encoding="utf-8")
    (tmp_path / "b.txt").write_text(good.replace("m", "m" * LONGEST_LINE), encoding="utf-8")
    (tmp_path / "c.txt").write_text("m\nhelp: h\n", encoding="utf-8")
    assert len(list(complaints(tmp_path))) == 4
