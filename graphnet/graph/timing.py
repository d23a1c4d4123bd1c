"""Time along the graph: how fast each stage runs, how far it sees, and when it can fire.

A stage that turns `a` items into `b` is an actor of synchronous dataflow (Lee and Messerschmitt
1987): rates compose to a fixed superstep, after which everything stands as at the start.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import inf, lcm

from attrs import evolve, frozen

from graphnet.graph.flat import FlatStage
from graphnet.graph.plan import Wire


@frozen
class Beat:
    """One stage in time: what feeds it, how many items it takes and gives when it fires.

    `delay` items of start value stand before the first it gives. `sees` is how many items ahead
    of its own position it looks, infinite for a stage that needs the whole sequence.
    """

    path: str
    feeders: tuple[Wire, ...]
    takes: int
    gives: int
    delay: int
    sees: float

    @property
    def ratio(self) -> Fraction:
        """Items given per item taken."""
        return Fraction(self.gives, self.takes)


def beat_of(stage: FlatStage, feeders: tuple[Wire, ...]) -> Beat:
    """A stage's declared effects as a beat; a stage that promises nothing sees everything."""
    timing = stage.declared.timing
    sees = float(timing.lookahead) if timing.causal or timing.lookahead else inf
    ratio = timing.ratio
    return Beat(stage.path, feeders, ratio.denominator, ratio.numerator, timing.delay, sees)


@frozen(kw_only=True)
class Way:
    """The stages between the source and the prediction in time, feeders first."""

    source: str
    beats: tuple[Beat, ...]
    prediction: str

    def rates(self) -> Mapping[str, Fraction]:
        """Items of each stage per item of the source."""
        found = {self.source: Fraction(1)}
        for beat in self.beats:
            feeding = [found[wire.stage] for wire in beat.feeders if wire.stage in found]
            found[beat.path] = feeding[0] * beat.ratio if feeding else Fraction(1)
        return found

    def superstep(self) -> int:
        """Items of the source after which every stage has fired a whole number of times."""
        return lcm(*(rate.denominator for rate in self.rates().values()))

    def length(self) -> int:
        """Items that all stages give in one superstep."""
        return int(sum(self.rates().values()) * self.superstep())

    def horizons(self) -> Mapping[str, tuple[float, ...]]:
        """For each item a stage gives in one superstep, the last source item it depends on.

        Items count from the start of the superstep; -1 is the last of the superstep before.
        """
        speeds, period = self.rates(), self.superstep()
        found = {self.source: tuple(map(float, range(period)))}
        for beat in self.beats:
            fed = [found[wire.stage] for wire in beat.feeders if wire.stage in found]
            latest = tuple(max(items) for items in zip(*fed, strict=False))
            count = int(speeds[beat.path] * period)
            found[beat.path] = tuple(_seen(beat, latest, k, period) for k in range(count))
        return found

    def ahead(self) -> Mapping[str, float]:
        """By how many source items each stage sees further than a prediction of the next may.

        A stage slower than the source may see all items up to the last that its own item spans,
        less one; more than 0 is too far.
        """
        speeds = self.rates()
        return {
            path: max(last + 2 - (item + 1) / speeds[path] for item, last in enumerate(seen))
            for path, seen in self.horizons().items()
        }

    def is_causal(self) -> bool:
        """Whether the prediction of an item sees only items before it."""
        return self.ahead()[self.prediction] <= 0

    def without_delay(self, path: str) -> Way:
        """The same way, had one of its stages no delay."""
        beats = (evolve(b, delay=0) if b.path == path else b for b in self.beats)
        return evolve(self, beats=tuple(beats))


def _seen(beat: Beat, fed: tuple[float, ...], item: int, period: int) -> float:
    """The last source item that item `item` of a stage depends on."""
    if beat.sees == inf:
        return inf
    block, _ = divmod(item - beat.delay, beat.gives)
    last = (block + 1) * beat.takes - 1 + int(beat.sees)
    turns, place = divmod(last, len(fed))
    return fed[place] + turns * period


@frozen
class Blocked:
    """A stage that cannot fire when its turn comes: what it waits for comes too late."""

    path: str
    tick: int


def schedule(way: Way) -> tuple[tuple[str, ...], ...] | Blocked:
    """Which stages fire as each source item of one superstep arrives, in order.

    Stages fire as soon as they can and never ahead of their rate. `Blocked` where the prediction
    misses its turn.
    """
    speeds = way.rates()
    running = _Running(way)
    ticks = []
    for tick in range(way.superstep()):
        due = {path: int(rate * (tick + 1)) for path, rate in speeds.items()}
        ticks.append(tuple(running.fire(due)))
        if running.given[way.prediction] < due[way.prediction]:
            late = (beat.path for beat in way.beats if running.given[beat.path] < due[beat.path])
            return Blocked(next(late), tick)
    return tuple(ticks)


class _Running:
    """Counts items on wires while a superstep is played through."""

    def __init__(self, way: Way) -> None:
        self.way = way
        self.delays = {beat.path: beat.delay for beat in way.beats}
        self.given = {way.source: 0, **{beat.path: 0 for beat in way.beats}}
        self.taken: dict[tuple[str, Wire], int] = {}

    def fire(self, due: Mapping[str, int]) -> Iterator[str]:
        """Let one source item arrive and fire what can, until nothing more can."""
        self.given[self.way.source] += 1
        fired = True
        while fired:
            fired = False
            for beat in self.way.beats:
                while self.given[beat.path] + beat.gives <= due[beat.path] and self._is_fed(beat):
                    self._take(beat)
                    fired = True
                    yield beat.path

    def _is_fed(self, beat: Beat) -> bool:
        return all(self._waiting(beat, wire) >= beat.takes for wire in beat.feeders)

    def _waiting(self, beat: Beat, wire: Wire) -> int:
        there = self.given[wire.stage] + self.delays.get(wire.stage, 0)
        return there - self.taken.get((beat.path, wire), 0)

    def _take(self, beat: Beat) -> None:
        for wire in beat.feeders:
            self.taken[beat.path, wire] = self.taken.get((beat.path, wire), 0) + beat.takes
        self.given[beat.path] += beat.gives
