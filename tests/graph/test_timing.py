"""Rates, horizons, origins and arrivals of stages in time."""

from __future__ import annotations

from fractions import Fraction
from math import inf

import pytest
from attrs import evolve

from graphnet.graph.declare import declare
from graphnet.graph.plan import Wire
from graphnet.graph.timing import Beat, Way, beat_of
from graphnet.plugin.types import Declaration, NoOptions, StageType
from tests.graph.opening import opened
from tests.toys import BASE


def pooled(pool: tuple[int, ...], *, delayed: bool = True) -> Way:
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
    way = pooled((4, 4))
    rates = way.rates()
    assert rates["down0"] == Fraction(1, 4)
    assert rates["down1"] == Fraction(1, 16)
    assert rates[way.prediction] == 1
    assert way.superstep() == 16


@pytest.mark.parametrize("pool", [(2,), (4, 4), (2, 3), (5,)])
def test_a_delayed_up_pool_never_sees_the_block_it_is_in(pool: tuple[int, ...]) -> None:
    way = pooled(pool)
    seen = way.horizons()[way.prediction]
    assert all(last <= item for item, last in enumerate(seen))
    assert max(last - item for item, last in enumerate(seen)) == 0  # the skip sees the item itself


@pytest.mark.parametrize("pool", [(2,), (4, 4), (2, 3)])
def test_an_up_pool_without_delay_sees_the_end_of_its_block(pool: tuple[int, ...]) -> None:
    way = pooled(pool, delayed=False)
    whole = way.superstep()
    assert way.horizons()[way.prediction] == (float(whole - 1),) * whole


def test_lookahead_moves_the_horizon_by_as_many_items() -> None:
    ahead = Beat("ahead", (Wire("in"),), 1, 1, 0, 3.0)
    way = Way(source="in", beats=(ahead,), prediction="ahead")
    assert way.horizons()["ahead"] == (3.0,)


def test_a_stage_that_promises_nothing_sees_the_whole_sequence() -> None:
    whole = Beat("whole", (Wire("in"),), 1, 1, 0, float("inf"))
    way = Way(source="in", beats=(whole,), prediction="whole")
    assert way.horizons()["whole"] == (float("inf"),)


def test_a_field_reaches_back_from_the_last_item_seen() -> None:
    conv = Beat("conv", (Wire("in"),), 1, 1, 0, 2.0, 5)
    way = Way(source="in", beats=(conv,), prediction="conv")
    assert (way.origins()["conv"], way.horizons()["conv"]) == ((-2.0,), (2.0,))


def test_a_latency_waits_for_more_than_is_seen() -> None:
    slow = Beat("slow", (Wire("in"),), 1, 1, 0, 0, 1, 7)
    way = Way(source="in", beats=(slow,), prediction="slow")
    assert (way.horizons()["slow"], way.arrivals()["slow"]) == ((0.0,), (6.0,))
    assert way.is_causal() is False
    assert way.beyond() == {"in": 0, "slow": 0}


def test_a_block_lengthens_the_superstep_though_the_rate_is_one() -> None:
    half = Beat("half", (Wire("in"),), 2, 1, 0, 0)
    blocks = Beat("blocks", (Wire("half"),), 3, 3, 0, 0, block=3)
    way = Way(source="in", beats=(half, blocks), prediction="blocks")
    assert way.superstep() == 6


def test_what_has_no_time_axis_has_no_rate_and_depends_on_everything() -> None:
    mean = Beat("mean", (Wire("in"),), 1, 0, 0, inf)
    linear = Beat("linear", (Wire("mean"),), 1, 1, 0, 0, 1)
    scale = Beat("scale", (Wire("in"), Wire("linear")), 1, 1, 0, 0, 1)
    way = Way(source="in", beats=(mean, linear, scale), prediction="scale")
    assert way.rates() == {"in": 1, "mean": 0, "linear": 0, "scale": 1}
    assert way.beyond()["scale"] == inf
    assert way.origins()["scale"] == (-inf,)


def test_a_road_leads_from_the_source_through_a_stage_to_the_prediction() -> None:
    way = pooled((2,))
    assert way.road("up0") == ("in", "down0", "up0", "late0", "skip0")
    assert way.road("skip0")[-1] == "skip0"


EFFECTS = {
    "causal": (1, 1, 0, 0.0, inf, 1, 1),
    "positionwise": (1, 1, 0, 0.0, 1, 1, 1),
    "positionwise, ratio 1/4": (4, 1, 0, 0.0, 4, 4, 4),
    "positionwise, ratio 3": (1, 3, 0, 0.0, 1, 1, 1),
    "positionwise, ratio 2, block 3": (3, 6, 0, 0.0, 3, 3, 3),
    "lookahead 2, field 5": (1, 1, 0, 2.0, 5, 3, 1),
    "causal, field 5, latency 4, block 6": (1, 1, 0, 0.0, 5, 4, 6),
    "delay 3, field 1": (1, 1, 3, 0.0, 1, 1, 1),
    "global": (1, 1, 0, inf, inf, inf, 1),
}


@pytest.mark.parametrize("effects", EFFECTS)
def test_declared_effects_are_a_beat(effects: str) -> None:
    stage_type = StageType(
        name="x.y",
        summary="x",
        declare=lambda _: Declaration(
            contract="(batch:B, time:L) -> (batch:B, time:L)",
            effects=tuple(effects.split(", ")),
            implementation="x:Y",
        ),
    )
    declared, _ = declare(stage_type, NoOptions())
    assert declared is not None
    stage = evolve(opened(BASE)[0].stages["embed"], declared=declared)
    beat = beat_of(stage, (Wire("in"),))
    found = (beat.takes, beat.gives, beat.delay, beat.sees, beat.field, beat.waits, beat.block)
    assert found == EFFECTS[effects]
    assert beat_of(stage, (Wire("in"),), is_still=True).gives == 0
