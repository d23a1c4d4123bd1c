"""Which stages fire as each item arrives: the superstep of a way played through."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from graphnet.graph.plan import Wire
from graphnet.graph.timing import Beat, Way
from graphnet.values import frozen


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
