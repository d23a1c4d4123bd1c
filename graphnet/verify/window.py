"""Which input items an output item may depend on, from the declared effects."""

from __future__ import annotations

from math import inf

from graphnet.graph.plan import Timing
from graphnet.values import frozen


@frozen
class Window:
    """The first and the last input item that one output item may see."""

    first: float
    last: float


def window(timing: Timing, item: int) -> Window:
    """What output item `item` may see; a stage that promises nothing may see everything."""
    block = (item - timing.delay) // timing.gives
    last = (block + 1) * timing.takes - 1 + timing.lookahead
    if not (timing.causal or timing.lookahead):
        return Window(-inf, inf)
    return Window(last - span(timing) + 1, last)


def span(timing: Timing) -> float:
    """How many input items one output item depends on, from the first to the last."""
    if timing.field is not None:
        return timing.field
    return timing.takes + timing.lookahead if timing.positionwise else inf


def promises(timing: Timing) -> bool:
    """Whether anything is promised about which items are seen."""
    return timing.causal or timing.lookahead > 0 or span(timing) != inf


def reach(timing: Timing) -> int:
    """How many input items a probe needs to look past what is promised."""
    known = 0 if span(timing) == inf else int(span(timing))
    return known + timing.lookahead + 3 * timing.takes + timing.delay + 6
