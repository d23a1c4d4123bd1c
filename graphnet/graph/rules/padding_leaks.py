"""GN605: padding at the end of short examples does not reach what counts."""

from __future__ import annotations

from fractions import Fraction
from math import isinf

from graphnet.diagnostics import Diagnostic, Fix, Label, Rule
from graphnet.text import Span
from graphnet.values import frozen

RULE = Rule("GN605", "padding-leaks")


@frozen(kw_only=True)
class Spill:
    """A stage that lets padding in: by how many items it sees past its own, and what could help.

    `is_reducing` is a stage that leaves no time axis. `has_port` says that it could take
    `lengths`, which nothing feeds.
    """

    stage: str
    beyond: float
    is_reducing: bool
    has_port: bool

    @property
    def does(self) -> str:
        """What lets padding in."""
        if self.is_reducing:
            return "puts the whole sequence together, padding included, without its `lengths`"
        if isinf(self.beyond):
            return "sees the whole sequence, padding included"
        items = "1 item" if self.beyond == 1 else f"{int(self.beyond)} items"
        return f"sees {items} past its own, which may be padding"


def padding_leaks(spill: Spill, at: Span, lengths_at: Span) -> Diagnostic:
    """The first stage on the way to what counts that mixes padding with values."""
    return RULE.breach(
        f"padding leaks: `{spill.stage}` {spill.does}",
        at,
        others=(
            Label(lengths_at, "examples have different `lengths` and are padded on the right"),
        ),
        fixes=(Fix(_advice(spill)),),
    )


def _advice(spill: Spill) -> str:
    if spill.has_port:
        return f'wire lengths: `lengths = "source.lengths"` in the `input` of `{spill.stage}`'
    if spill.is_reducing:
        return "wire lengths: use a stage that takes `lengths` in its place"
    return "use a causal stage, one that takes `lengths`, or one that declares `padding-safe`"


def other_lengths(stage: str, giver: str, ratio: Fraction, at: Span) -> Diagnostic:
    """A stage whose `lengths` are counted in other items than those it takes."""
    return RULE.breach(
        f"`{stage}` takes `{giver}.lengths`, but each item counted there is {ratio} of its own",
        at,
        fixes=(Fix(f"wire `lengths` of a stage that runs as fast as what `{stage}` takes"),),
    )
