"""Rates, horizons and schedules of stages in time, against a simulation item by item."""

from __future__ import annotations

from fractions import Fraction

import pytest

from graphnet.graph.plan import Wire
from graphnet.graph.timing import Beat, Blocked, Way, schedule


def _pooled(pool: tuple[int, ...], *, delayed: bool = True) -> Way:
    """Down pools, up pools and skips, as in a U-Net over time."""
    beats: list[Beat] = []
    below, skips = "in", ["in"]
    for level, size in enumerate(pool):
        beats.append(Beat(f"down{level}", (Wire(below),), size, 1, 0, 0))
        below = f"down{level}"
        skips.append(below)
    skips.pop()
    for level, size in reversed(list(enumerate(pool))):
        up, late, skip = f"up{level}", f"late{level}", f"skip{level}"
        beats.append(Beat(up, (Wire(below),), 1, size, 0, 0))
        beats.append(Beat(late, (Wire(up),), 1, 1, size if delayed else 0, 0))
        beats.append(Beat(skip, (Wire(late), Wire(skips.pop())), 1, 1, 0, 0))
        below = skip
    return Way(source="in", beats=tuple(beats), prediction=below)


def test_rates_multiply_through_pools_and_come_back() -> None:
    way = _pooled((4, 4))
    rates = way.rates()
    assert rates["down0"] == Fraction(1, 4)
    assert rates["down1"] == Fraction(1, 16)
    assert rates[way.prediction] == 1
    assert way.superstep() == 16


@pytest.mark.parametrize("pool", [(2,), (4, 4), (2, 3), (5,)])
def test_a_delayed_up_pool_never_sees_the_block_it_is_in(pool: tuple[int, ...]) -> None:
    way = _pooled(pool)
    seen = way.horizons()[way.prediction]
    assert all(last <= item for item, last in enumerate(seen))
    assert max(last - item for item, last in enumerate(seen)) == 0  # the skip sees the item itself


@pytest.mark.parametrize("pool", [(2,), (4, 4), (2, 3)])
def test_an_up_pool_without_delay_sees_the_end_of_its_block(pool: tuple[int, ...]) -> None:
    way = _pooled(pool, delayed=False)
    whole = way.superstep()
    assert way.horizons()[way.prediction] == (float(whole - 1),) * whole


@pytest.mark.parametrize("pool", [(2,), (4, 4), (2, 3), (3, 2, 2)])
def test_a_schedule_fires_every_stage_as_often_as_its_rate_says(pool: tuple[int, ...]) -> None:
    way = _pooled(pool)
    ticks = schedule(way)
    assert not isinstance(ticks, Blocked)
    rates, whole = way.rates(), way.superstep()
    fired = [path for tick in ticks for path in tick]
    for beat in way.beats:
        assert fired.count(beat.path) * beat.gives == rates[beat.path] * whole
    assert all(way.prediction in tick for tick in ticks)


def test_a_schedule_never_fires_a_stage_before_what_feeds_it() -> None:
    way = _pooled((2, 3))
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
    blocked = schedule(_pooled((4,), delayed=False))
    assert isinstance(blocked, Blocked)
    assert blocked.tick == 0


def test_lookahead_moves_the_horizon_by_as_many_items() -> None:
    ahead = Beat("ahead", (Wire("in"),), 1, 1, 0, 3.0)
    way = Way(source="in", beats=(ahead,), prediction="ahead")
    assert way.horizons()["ahead"] == (3.0,)


def test_a_stage_that_promises_nothing_sees_the_whole_sequence() -> None:
    whole = Beat("whole", (Wire("in"),), 1, 1, 0, float("inf"))
    way = Way(source="in", beats=(whole,), prediction="whole")
    assert way.horizons()["whole"] == (float("inf"),)
