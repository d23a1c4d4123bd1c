"""GN904: every training file is at least as long as one training example."""

from __future__ import annotations

from collections.abc import Sequence

from graphnet.diagnostics import Diagnostic, Fix, Label, Rule
from graphnet.disk.rules.listed import SHOWN
from graphnet.plugin.files import Example
from graphnet.text import SourceText, Span

RULE = Rule("GN904", "file-too-short")


def file_too_short(short: Sequence[Example], items: int, mend: str, at: Span | None) -> Diagnostic:
    """Training files that hold fewer than the `items` of one example; `mend` is a setting."""
    shortest = min(short, key=lambda example: example.length)
    label = None if at is None else Label(at, f"an example is {items} items long")
    more = len(short) - SHOWN
    return RULE.breach(
        f"{_who(short)} shorter than one training example: `{shortest.path.name}` holds "
        f"{shortest.length} items, expected at least {items}",
        label,
        others=tuple(
            Label(SourceText(str(e.path)).whole, f"{e.length} items") for e in short[:SHOWN]
        ),
        notes=(f"{more} more files are not listed",) if more > 0 else (),
        fixes=(Fix(mend), Fix("or join the short files into longer ones, or move them out")),
    )


def _who(short: Sequence[Example]) -> str:
    return "one file is" if len(short) == 1 else f"{len(short)} files are"
