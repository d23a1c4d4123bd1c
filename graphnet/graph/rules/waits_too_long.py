"""GN604: a plan that goes item by item has what each stage needs when its turn comes."""

from __future__ import annotations

from graphnet.diagnostics import Diagnostic, Fix, Label, Rule
from graphnet.text import Span

RULE = Rule("GN604", "waits-too-long")


def waits_too_long(why: str, at: Span, asked: Label) -> Diagnostic:
    """A stage whose input comes too late, and who asks for one item at a time."""
    return RULE.breach(
        f"this model cannot go one item at a time: {why}",
        at,
        others=(asked,),
        fixes=(
            Fix(
                "put a `delay` behind a stage that spreads items, or use one "
                "that needs nothing that comes later"
            ),
        ),
    )
