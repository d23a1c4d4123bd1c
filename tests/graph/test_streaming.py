"""Rate, block, latency and receptive field of whole graphs, against a simulation item by item."""

from __future__ import annotations

import random
from fractions import Fraction
from math import inf

import numpy as np
import pytest
from attrs import field, frozen

from graphnet.graph.plan import Streaming, Wire
from graphnet.graph.streaming import streaming_of
from graphnet.graph.timing import Beat, Way
from tests.graph.clockwork import plan_of, spec_of

Matrix = np.ndarray
LENGTH = 720
"""Items of the source that are simulated: long enough that its ends are far from its middle."""


@frozen
class Simulated:
    """What one stage gives for a finite source.

    On which source items each of its items depends, and the last that had to arrive before it.
    """

    depends: Matrix = field(eq=False)
    arrives: Matrix = field(eq=False)

    @property
    def count(self) -> int:
        return len(self.arrives)


@frozen
class Drawn:
    """One random graph: its stages as spec text, and each as it is simulated."""

    stages: tuple[str, ...]
    last: Simulated
    block: int


def windowed(fed: Simulated, windows: list[range], waits: list[range] | None = None) -> Simulated:
    """A stage whose item k depends on the items of window k, and waits for those of wait k."""
    depends = np.zeros((len(windows), LENGTH), dtype=bool)
    arrives = np.full(len(windows), -1)
    for k, window in enumerate(windows):
        items = [i for i in window if 0 <= i < fed.count]
        depends[k] = fed.depends[items].any(axis=0)
        late = [i for i in (waits or windows)[k] if 0 <= i < fed.count]
        arrives[k] = max((fed.arrives[i] for i in late), default=-1)
    return Simulated(depends, arrives)


def windows_of(kind: str, by: int, width: int, n: int) -> list[range]:
    """For each item a stage gives, the items it depends on."""
    match kind:
        case "conv":
            return [range(i - width + 1, i + 1) for i in range(n)]
        case "look":
            return [range(i + by - width + 1, i + by + 1) for i in range(n)]
        case "down":
            return [range(i * by, (i + 1) * by) for i in range(n // by)]
        case "up":
            return [range(i // by, i // by + 1) for i in range(n * by)]
        case "blocks":
            return [range(i // by * by, (i // by + 1) * by) for i in range(n)]
        case _:
            return [range(i + 1) for i in range(n)]


def apply(kind: str, by: int, width: int, fed: Simulated) -> Simulated:
    """A stage, item by item."""
    n = fed.count
    match kind:
        case "delay":
            return windowed(fed, [range(i - by, i - by + 1) for i in range(n)])
        case "slow":
            own = [range(i, i + 1) for i in range(n)]
            return windowed(fed, own, [range(i, i + by) for i in range(n)])
        case _:
            return windowed(fed, windows_of(kind, by, width, n))


def joined(left: Simulated, right: Simulated) -> Simulated:
    arrives = np.maximum(left.arrives, right.arrives)
    return Simulated(left.depends | right.depends, arrives)


OPTIONS = {
    "conv": "conv; width = {width}",
    "look": "look; by = {by}, width = {width}",
    "down": "down; by = {by}",
    "up": "up; by = {by}",
    "blocks": "blocks; by = {by}",
    "delay": "delay; steps = {by}",
    "slow": "slow; by = {by}",
    "sum": "running-sum",
}


def draw(seed: int) -> Drawn:
    """A random graph of up to seven stages; joins read any earlier stage of the same length."""
    chance = random.Random(seed)  # noqa: S311  # draws test cases, no secrets
    source = Simulated(np.eye(LENGTH, dtype=bool), np.arange(LENGTH))
    given, rates = {"embed": source}, {"embed": Fraction(1)}
    texts: list[str] = []
    made, needed = source, 1
    for index in range(chance.randint(1, 7)):
        giver = chance.choice([*list(given)[-2:], *list(given)[-1:] * 4])
        kind = chance.choice(["join", "sum", *list(OPTIONS)[:-1], "conv", "down", "up", "delay"])
        by = chance.randint(1, 4) if kind in {"delay", "slow"} else chance.choice([2, 2, 3])
        width = by + chance.randint(1, 3)
        twins = [path for path in given if rates[path] == rates[giver]]
        ratio = {"down": Fraction(1, by), "up": Fraction(by)}.get(kind, Fraction(1))
        rate = rates[giver] * ratio
        if kind in {"down", "blocks"}:
            needed = next(m for m in range(needed, 10**6, needed) if m * rates[giver] % by == 0)
        if rate > 4 or rate < Fraction(1, 16) or LENGTH % needed:
            return draw(seed + 100_000)
        if kind == "join":
            other = chance.choice(twins)
            texts.append(f'join | input = {{ main = "{giver}", skip = "{other}" }}')
            made = joined(given[giver], given[other])
        else:
            texts.append(OPTIONS[kind].format(by=by, width=width) + f' | input = "{giver}"')
            made = apply(kind, by, width, given[giver])
        given[f"s{index}"], rates[f"s{index}"] = made, rate
    return Drawn(tuple(texts), made, needed)


def ancestors(texts: tuple[str, ...]) -> set[int]:
    """The stages that the last one needs."""
    needed = {len(texts) - 1}
    for index in reversed(range(len(texts))):
        if index in needed:
            needed |= {i for i in range(index) if f'"s{i}"' in texts[index]}
    return needed


def measured(last: Simulated) -> Streaming:
    """What the simulation shows of the last stage, away from both ends of the source."""
    rate = Fraction(last.count, LENGTH)
    middle = [k for k in range(last.count) if LENGTH // 3 <= k / rate < LENGTH * 2 // 3]
    span, late = 0.0, 0.0
    for k in middle:
        seen = np.flatnonzero(last.depends[k])
        span = max(span, inf if seen[0] == 0 else seen[-1] - seen[0] + 1)
        late = max(late, last.arrives[k] + 1 - int(k / rate))
    return Streaming(ratio=rate, block=0, latency=late, field=span)


@pytest.mark.parametrize("seed", range(60))
def test_what_the_plan_says_of_a_stream_is_what_a_simulation_shows(seed: int) -> None:
    drawn = draw(seed)
    rest = [i for i in range(len(drawn.stages)) if i not in ancestors(drawn.stages)]
    outputs = "".join(f'"s{i}", ' for i in [*rest, len(drawn.stages) - 1])
    text = spec_of(*drawn.stages).replace("\n[sizes]", f"outputs = [{outputs}]\n\n[sizes]")
    plan = plan_of(text)
    assert plan.streaming is not None
    expected = measured(drawn.last)
    found = plan.streaming
    assert (found.ratio, found.latency, found.field) == (
        expected.ratio, expected.latency, expected.field,
    )  # fmt: skip
    assert plan.assumptions.modulus_of("L") == drawn.block
    if not rest:
        assert found.block == drawn.block


@pytest.mark.parametrize("pools", [(4, 4), (2, 3), (2, 2, 2), (3,)], ids=str)
def test_the_block_of_a_u_net_is_what_its_pools_ask_of_the_length(pools: tuple[int, ...]) -> None:
    """No stage asks for more than `L % by == 0` of its own input; together they ask for this."""
    downs = [f"down; by = {by}" for by in pools]
    ups = [f"up; by = {by}" for by in reversed(pools)]
    plan = plan_of(spec_of(*downs, "running-sum", *ups))
    block = int(np.prod(pools))
    assert plan.streaming is not None
    assert plan.streaming.block == plan.assumptions.modulus_of("L") == block
    assert plan.streaming.latency == block


def test_what_does_not_depend_on_the_source_has_no_stream() -> None:
    beats = (Beat("s", (Wire("other"),), 1, 1, 0, 0),)
    assert streaming_of(Way(source="in", beats=beats, prediction="nowhere")) is None
