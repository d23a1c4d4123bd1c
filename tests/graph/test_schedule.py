"""Which stages fire as each item arrives, against a count of the items on every wire."""

from __future__ import annotations

import pytest

from graphnet.graph.plan import Wire
from graphnet.graph.schedule import Blocked, schedule
from graphnet.graph.timing import Way
from tests.graph.test_timing import pooled


@pytest.mark.parametrize("pool", [(2,), (4, 4), (2, 3), (3, 2, 2)])
def test_a_schedule_fires_every_stage_as_often_as_its_rate_says(pool: tuple[int, ...]) -> None:
    way = pooled(pool)
    ticks = schedule(way)
    assert not isinstance(ticks, Blocked)
    rates, whole = way.rates(), way.superstep()
    fired = [path for tick in ticks for path in tick]
    for beat in way.beats:
        assert fired.count(beat.path) * beat.gives == rates[beat.path] * whole
    assert all(way.prediction in tick for tick in ticks)


def test_a_schedule_never_fires_a_stage_before_what_feeds_it() -> None:
    way = pooled((2, 3))
    ticks = schedule(way)
    assert not isinstance(ticks, Blocked)
    queues = {(b.path, w): b_delay(way, w) for b in way.beats for w in b.feeders}
    beats = {beat.path: beat for beat in way.beats}
    for turn in range(3):
        for tick in ticks:
            _give(way, queues, "in", 1)
            for path in tick:
                for wire in beats[path].feeders:
                    queues[path, wire] -= beats[path].takes
                    assert queues[path, wire] >= 0, (turn, path)
                _give(way, queues, path, beats[path].gives)


def b_delay(way: Way, wire: Wire) -> int:
    """Items that stand on a wire before anything fired."""
    return next((beat.delay for beat in way.beats if beat.path == wire.stage), 0)


def _give(way: Way, queues: dict[tuple[str, Wire], int], path: str, items: int) -> None:
    for beat in way.beats:
        for wire in beat.feeders:
            if wire.stage == path:
                queues[beat.path, wire] += items


def test_without_its_delay_an_up_pool_blocks_the_schedule() -> None:
    blocked = schedule(pooled((4,), delayed=False))
    assert isinstance(blocked, Blocked)
    assert blocked.tick == 0
