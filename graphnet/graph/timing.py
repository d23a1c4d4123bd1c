"""Time along the graph: how fast each stage runs, how far it sees, and how long it waits.

A stage that turns `a` items into `b` is an actor of synchronous dataflow (Lee and Messerschmitt
1987): rates compose to a fixed superstep, after which everything stands as at the start.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import cached_property
from math import ceil, inf, isinf, lcm

from graphnet.graph.flat import FlatStage
from graphnet.graph.plan import Timing, Wire
from graphnet.values import evolve, frozen

Horizons = Mapping[str, tuple[float, ...]]


@frozen
class Beat:
    """One stage in time: what feeds it, how many items it takes and gives when it fires.

    `delay` items of start value stand before the first it gives. `sees` is how many items ahead
    of its own block it looks, infinite for a stage that needs the whole sequence. `field` is how
    many of the items it is fed one item of its own depends on; `waits`, how many it waits for,
    counted from the first of its block on. A stage that gives 0 items has no time axis.
    """

    path: str
    feeders: tuple[Wire, ...]
    takes: int
    gives: int
    delay: int
    sees: float
    field: float = inf
    waits: float = 1
    block: int = 1

    @property
    def ratio(self) -> Fraction:
        """Items given per item taken."""
        return Fraction(self.gives, self.takes)


def beat_of(stage: FlatStage, feeders: tuple[Wire, ...], *, is_still: bool = False) -> Beat:
    """A stage's declared effects as a beat; a stage that promises nothing sees everything.

    A stage that `is_still` gives nothing that goes on with time.
    """
    timing = stage.declared.timing
    sees = _lookahead(timing)
    takes = timing.takes
    return Beat(
        path=stage.path,
        feeders=feeders,
        takes=takes,
        gives=0 if is_still else timing.gives,
        delay=timing.delay,
        sees=inf if is_still else sees,
        field=_field(timing, sees),
        waits=inf if is_still else max(takes + sees, timing.latency or 0),
        block=lcm(takes, timing.block),
    )


def _lookahead(timing: Timing) -> float:
    return float(timing.lookahead) if timing.causal or timing.lookahead else inf


def _field(timing: Timing, sees: float) -> float:
    """What is declared; without a word a stage that works on blocks by themselves sees one."""
    if timing.field is not None:
        return timing.field
    return timing.takes + sees if timing.positionwise else inf


@frozen(kw_only=True, slots=False)
class Way:
    """The stages between the source and the prediction in time, feeders first."""

    source: str
    beats: tuple[Beat, ...]
    prediction: str

    def rates(self) -> Mapping[str, Fraction]:
        """Items of each stage per item of the source; 0 where there is no time axis."""
        return self._rates

    @cached_property
    def _rates(self) -> Mapping[str, Fraction]:
        found = {self.source: Fraction(1)}
        for beat in self.beats:
            fed = self._feeding(beat, found)
            found[beat.path] = fed if beat.gives == beat.takes else fed * beat.ratio
        return found

    def _feeding(self, beat: Beat, rates: Mapping[str, Fraction]) -> Fraction:
        """How fast a stage is fed: those of its feeders that have a time axis agree."""
        if not beat.feeders:
            return Fraction(1)
        fed = (rates[wire.stage] for wire in beat.feeders if wire.stage in rates)
        return next((rate for rate in fed if rate), Fraction(0))

    def fed(self, beat: Beat) -> Fraction:
        """Items that a stage is fed per item of the source."""
        return self._feeding(beat, self._rates)

    def superstep(self) -> int:
        """Items of the source after which every stage stands as at its start.

        Every stage has then fired a whole number of times and begins a block of its own.
        """
        return self._superstep

    @cached_property
    def _superstep(self) -> int:
        wide = (beat for beat in self.beats if beat.block > 1)
        blocks = ((self.fed(beat) / beat.block).denominator for beat in wide)
        return lcm(*(rate.denominator for rate in self._rates.values()), *blocks)

    def length(self) -> int:
        """Items that all stages give in one superstep."""
        return int(sum(self.rates().values()) * self.superstep())

    def horizons(self) -> Horizons:
        """For each item a stage gives in one superstep, the last source item it depends on.

        Items count from the start of the superstep; -1 is the last of the superstep before.
        """
        return self._follow(lambda beat: beat.takes - 1 + beat.sees, max)

    def origins(self) -> Horizons:
        """For each item a stage gives in one superstep, the first source item it depends on."""
        return self._follow(_first, min)

    def arrivals(self) -> Horizons:
        """For each item a stage gives in one superstep, the source item that must be there."""
        return self._follow(lambda beat: beat.waits - 1, max)

    def _follow(
        self, reach: Callable[[Beat], float], join: Callable[[Iterable[float]], float]
    ) -> Horizons:
        """Follow every item of one superstep back to one item of the source.

        `reach` says which of the items a stage is fed counts, from the first of a block on.
        """
        speeds, period = self.rates(), self.superstep()
        found = {self.source: tuple(map(float, range(period)))}
        for beat in self.beats:
            far = reach(beat)
            fed = [found[wire.stage] for wire in beat.feeders if wire.stage in found]
            count = max(int(speeds[beat.path] * period), 1)
            if isinf(far) or not fed:
                found[beat.path] = (far,) * count
                continue
            joined = _joined(fed, join)
            found[beat.path] = tuple(_item(beat, joined, far, k, period) for k in range(count))
        return found

    def ahead(self) -> Mapping[str, float]:
        """By how many source items each stage sees further than a prediction of the next may.

        A stage slower than the source may see all items up to the last that its own item spans,
        less one; more than 0 is too far.
        """
        return {path: beyond + 1 for path, beyond in self.beyond().items()}

    def beyond(self) -> Mapping[str, float]:
        """By how many source items each stage sees past the last that its own item spans."""
        speeds = self.rates()
        return {
            path: max(
                last + 1 - (ceil((item + 1) / speeds[path]) if speeds[path] else 0)
                for item, last in enumerate(seen)
            )
            if speeds[path] != 1
            else max(last - item for item, last in enumerate(seen))
            for path, seen in self.horizons().items()
        }

    def is_causal(self) -> bool:
        """Whether the prediction of an item sees only items before it."""
        return self.ahead()[self.prediction] <= 0

    def without_delay(self, path: str) -> Way:
        """The same way, had one of its stages no delay."""
        beats = (evolve(b, delay=0) if b.path == path else b for b in self.beats)
        return evolve(self, beats=tuple(beats))

    def road(self, through: str) -> tuple[str, ...]:
        """The stages from the source to the prediction, on a way that leads through one of them."""
        return (*self._back_from(through), through, *self._on_from(through))

    def _back_from(self, path: str) -> tuple[str, ...]:
        """What feeds a stage, what feeds that, back to the source; first things first."""
        feeders = {beat.path: beat.feeders for beat in self.beats}
        found: list[str] = []
        while path != self.source and feeders.get(path):
            path = feeders[path][0].stage
            found.append(path)
        return tuple(reversed(found))

    def _on_from(self, path: str) -> tuple[str, ...]:
        """What a stage feeds, what that feeds, on to the prediction."""
        before = {path: ""}
        for beat in self.beats:
            giver = next((wire.stage for wire in beat.feeders if wire.stage in before), None)
            if giver is not None and beat.path not in before:
                before[beat.path] = giver
        found: list[str] = []
        end = self.prediction
        while end in before and end != path:
            found.append(end)
            end = before[end]
        return tuple(reversed(found))


def _first(beat: Beat) -> float:
    """The first item, counted from the start of its block, that an item of a stage depends on."""
    return -inf if isinf(beat.field) or isinf(beat.sees) else beat.takes + beat.sees - beat.field


def _joined(
    fed: list[tuple[float, ...]], join: Callable[[Iterable[float]], float]
) -> tuple[float, ...]:
    """What several feeders say of each item; one without a time axis says it of every item."""
    if len(fed) == 1:
        return fed[0]
    longest = max(map(len, fed))
    spread = (items if len(items) == longest else items[:1] * longest for items in fed)
    return tuple(join(items) for items in zip(*spread, strict=True))


def _item(beat: Beat, fed: tuple[float, ...], far: float, item: int, period: int) -> float:
    """The source item that counts for item `item` of a stage."""
    block, _ = divmod(item - beat.delay, beat.gives)
    turns, place = divmod(block * beat.takes + int(far), len(fed))
    return fed[place] + turns * period
