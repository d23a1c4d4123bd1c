"""The stages on a way in time as beats: which feed which, with the plan's own shift among them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

from graphnet.graph.flat import SHIFT, SOURCE, FlatGraph
from graphnet.graph.pace import Paced
from graphnet.graph.plan import Wire
from graphnet.graph.timing import Beat, Way, beat_of
from graphnet.values import evolve, frozen

LENGTHS = "lengths"


@frozen(slots=False)
class Scene:
    """A paced graph in its order; `target` is the wire that the plan's own shift reads.

    `tuned` is what a use of the scene makes of each beat: padding sees other things than time.
    """

    paced: Paced
    order: tuple[str, ...]
    target: Wire | None = None
    tuned: Callable[[Beat], Beat] = lambda beat: beat

    @property
    def graph(self) -> FlatGraph:
        """The graph itself."""
        return self.paced.graph

    def way(self, source: str, end: str, *, is_late: bool = False) -> Way:
        """The stages that `source` feeds, directly or not, up to the end.

        On a way that `is_late`, the source is read through the shift alone.
        """
        needed = self.ancestors(end)
        fed = {source}
        beats: list[Beat] = []
        for path in self._paths():
            if path not in needed or path in (source, SOURCE):
                continue
            feeders = tuple(wire for wire in self.feeders(path) if wire.stage in fed)
            if is_late and path != SHIFT:
                feeders = tuple(wire for wire in feeders if wire.stage != source)
            if feeders:
                fed.add(path)
                beats.append(self.tuned(self._beat(path, feeders)))
        return Way(source=source, beats=tuple(beats), prediction=end)

    def _beat(self, path: str, feeders: tuple[Wire, ...]) -> Beat:
        if path == SHIFT:
            return Beat(SHIFT, feeders, 1, 1, 1, 0.0, 1)
        is_fed = any(wire not in self.paced.still for wire in feeders)
        is_still = is_fed and path in self.paced.still_stages
        beat = beat_of(self.graph.stages[path], feeders, is_still=is_still)
        return beat if is_fed else evolve(beat, sees=0.0)  # there is no time to look along

    def _paths(self) -> Iterator[str]:
        """What computes, in order; the shift stands behind what it reads."""
        for path in self.order:
            if not self.graph.stages[path].is_composite:
                yield path
            if self.target is not None and path == self.target.stage:
                yield SHIFT

    def feeders(self, path: str) -> tuple[Wire, ...]:
        """The wires that bring a stage what depends on time; lengths and labels do not."""
        if path == SHIFT:
            return () if self.target is None else (self.target,)
        return self._feeders[path]

    @cached_property
    def _feeders(self) -> Mapping[str, tuple[Wire, ...]]:
        executed = self.graph.executed
        found: dict[str, tuple[Wire, ...]] = {}
        for path, stage in self.graph.stages.items():
            wires = [executed(wire) for wire in stage.inputs.values()]
            bringing = [wire for wire in wires if not self._is_fact(wire)]
            found[path] = tuple(bringing if len(bringing) < 2 else dict.fromkeys(bringing))
        return found

    def _is_fact(self, wire: Wire) -> bool:
        """Whether a wire tells something of a whole example, known before its first item."""
        may_be = wire.stage == SOURCE or wire.port == LENGTHS
        return may_be and wire in self.paced.still

    def ancestors(self, end: str) -> frozenset[str]:
        """A stage and everything it depends on in time."""
        found: set[str] = set()
        waiting = [end]
        while waiting:
            path = waiting.pop()
            if path not in found and (path in self.graph.stages or path == SHIFT):
                found.add(path)
                waiting += [wire.stage for wire in self.feeders(path)]
        return frozenset(found)

    def is_whole(self, end: str) -> bool:
        """Whether all on the way to a stage is there: inputs fed, composites opened, the source."""
        needed = self.ancestors(end)
        stages = [self.graph.stages[path] for path in needed - {SHIFT}]
        if SOURCE not in needed or needed & self.paced.untimed:
            return False
        if any(s.declared.expansion and not s.is_composite for s in stages):
            return False
        return all(
            node.optional or any(p == port or p.startswith(f"{port}.") for p in stage.inputs)
            for stage in stages
            for port, node in stage.declared.contract.inputs
        )
