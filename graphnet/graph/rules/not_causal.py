"""GN601: what predicts the next value does not see it, nor anything after it."""

from __future__ import annotations

from math import isinf

from graphnet.diagnostics import Diagnostic, Fix, Label, Rule
from graphnet.text import Span
from graphnet.values import frozen

RULE = Rule("GN601", "not-causal")

LONGEST_ROAD = 12
"""Stages that a note about a way names before it leaves some out."""


@frozen
class Leak:
    """A stage that sees too far, by how many items, and the way to the prediction through it."""

    stage: str
    ahead: float
    road: tuple[str, ...]

    @property
    def sees(self) -> str:
        """What it does that it may not."""
        if isinf(self.ahead):
            return "needs the whole sequence"
        items = "1 item" if self.ahead == 1 else f"{int(self.ahead)} items"
        return f"sees {items} further than it may"


def not_causal(leak: Leak, at: Span, next_at: Span) -> Diagnostic:
    """The first stage on the way to the prediction that looks ahead, and the way itself."""
    return RULE.breach(
        f'`predict = "next"`, but `{leak.stage}` {leak.sees}: the answer leaks into the prediction',
        at,
        others=(Label(next_at, "what comes next is predicted"),),
        notes=(road_note(leak.road, leak.stage),),
        fixes=(Fix(f"use a causal stage in place of `{leak.stage}`, or predict something else"),),
    )


def not_online(leak: Leak, at: Span, word_at: Span) -> Diagnostic:
    """A promise that each prediction sees only what is there by then, and the stage against it."""
    return RULE.breach(
        f'`prove = ["causal"]`, but `{leak.stage}` {leak.sees}: '
        "a prediction depends on items that come after it",
        at,
        others=(Label(word_at, "promised here"),),
        notes=(road_note(leak.road, leak.stage),),
        fixes=(Fix(f"use a causal stage in place of `{leak.stage}`, or promise less"),),
    )


def read_beside(names: tuple[str, str], target: str, at: Span, next_at: Span) -> Diagnostic:
    """A stage that reads what the target is made of: the shift is not on its way."""
    reader, giver = names
    return RULE.breach(
        f'`predict = "next"`, but `{reader}` reads `{giver}`, which `{target}` is made of: '
        "the answer leaks into the prediction by a way around the shift",
        at,
        others=(Label(next_at, f"the next item of `{target}` is predicted"),),
        fixes=(Fix(f"wire `{reader}` to `{target}`, which is read one item late"),),
    )


def road_note(road: tuple[str, ...], through: str) -> str:
    """The stages from the source to the prediction; of a long way, those around one of them."""
    names = [f"`{name}`" for name in road]
    if len(names) > LONGEST_ROAD:
        at = road.index(through) if through in road else 0
        low, high = max(1, at - 3), min(len(names) - 1, at + 4)
        head = [names[0], "..."] if low > 2 else names[:low]
        tail = ["...", names[-1]] if high < len(names) - 2 else names[high:]
        names = [*head, *names[low:high], *tail]
    return f"the way to the prediction: {' -> '.join(names)}"
