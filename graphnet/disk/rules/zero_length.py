"""GN912: an example holds at least one item, and no more than it says."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from graphnet.diagnostics import Diagnostic, Fix, Label, Rule
from graphnet.disk.rules.listed import SHOWN
from graphnet.plugin.files import Example
from graphnet.text import SourceText

RULE = Rule("GN912", "zero-length")


def nothing_inside(empty: Sequence[Example]) -> Diagnostic:
    """Files that are whole and hold no items."""
    first, rest = empty[0], len(empty) - 1
    others = f" and {rest} other file{'s' * (rest > 1)}" if rest else ""
    return RULE.breach(
        f"`{first.path.name}`{others} can be no example: length 0, expected at least 1 item",
        SourceText(str(first.path)).whole,
        others=tuple(Label(SourceText(str(e.path)).whole) for e in empty[1:SHOWN]),
        notes=(f"{rest + 1 - SHOWN} more files are not listed",) if rest >= SHOWN else (),
        fixes=(Fix("record it again, or move it out of the folder"),),
    )


def impossible_end(path: Path, length: int, items: int) -> Diagnostic:
    """A source that gives a length which its own values do not have."""
    return RULE.breach(
        f"the source gives `{path.name}` the length {length}, expected 1 to {items}",
        SourceText(str(path)).whole,
        fixes=(
            Fix("move the file out of the folder if it is empty"),
            Fix("else the source's plugin counts wrong: report it there"),
        ),
    )
