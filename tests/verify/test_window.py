"""Which items an output may see, counted by hand for each kind of promise."""

from __future__ import annotations

from fractions import Fraction
from math import inf

import pytest

from graphnet.graph.plan import Timing
from graphnet.verify.window import Window, promises, reach, span, window

CASES = {
    "causal": (Timing(causal=True), 5, Window(-inf, 5)),
    "positionwise": (Timing(positionwise=True, causal=True), 5, Window(5, 5)),
    "down": (Timing(positionwise=True, causal=True, ratio=Fraction(1, 4)), 2, Window(8, 11)),
    "up": (Timing(positionwise=True, causal=True, ratio=Fraction(4)), 9, Window(2, 2)),
    "delay": (Timing(causal=True, delay=3), 5, Window(-inf, 2)),
    "before the delay is over": (Timing(causal=True, delay=3), 1, Window(-inf, -2)),
    "lookahead": (Timing(lookahead=2), 5, Window(-inf, 7)),
    "field": (Timing(causal=True, field=4), 5, Window(2, 5)),
    "field with lookahead": (Timing(lookahead=1, field=3), 5, Window(4, 6)),
    "field alone": (Timing(field=3), 5, Window(-inf, inf)),
    "nothing": (Timing(), 5, Window(-inf, inf)),
    "block of 6": (Timing(positionwise=True, causal=True, block=6), 8, Window(6, 11)),
}


@pytest.mark.parametrize("name", CASES)
def test_the_window_is_what_one_counts_by_hand(name: str) -> None:
    timing, item, expected = CASES[name]
    assert window(timing, item) == expected


def test_only_stages_that_promise_something_are_probed() -> None:
    assert promises(Timing(causal=True))
    assert promises(Timing(field=3))
    assert not promises(Timing())
    assert not promises(Timing(field=inf))


def test_a_probe_is_longer_than_what_may_be_seen() -> None:
    for timing, _, _ in CASES.values():
        known = 0 if span(timing) == inf else span(timing)
        assert reach(timing) > known + timing.delay + timing.lookahead
