"""C4: each output item changes with the input items that the declared effects allow, and no other.

A probe changes one item at a time, in float64; a change below 1e-8 of what else it moves is
rounding. NaN would not do: a Fourier transform carries it everywhere, causal or not.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import inf
from typing import final

from torch import Tensor

from graphnet.verify.bench import Bench
from graphnet.verify.call import Raised
from graphnet.verify.check import Check, Finding
from graphnet.verify.grid import at_least, base
from graphnet.verify.perturb import Follow
from graphnet.verify.ports import Point, Port
from graphnet.verify.precision import LOOSE, TIGHT, Watch
from graphnet.verify.rules.promise_broken import fails
from graphnet.verify.rules.sees_too_far import sees_ahead, sees_back
from graphnet.verify.subject import Subject
from graphnet.verify.window import promises, reach, span, window

LONGEST = 400
ROUNDING = 1e-12
COARSE = 1e-4


def check_causality(bench: Bench) -> Check:
    """Change one item of each input in turn."""
    subject = bench.subject
    point = probe_point(subject)
    timed = [port for port in subject.inputs if port.axis("time") is not None]
    if not promises(subject.timing) or point is None or not timed or not _outputs(subject):
        return Check(level="C4", name="causality", applies=False)
    if reach(subject.timing) > LONGEST:
        long = f"it would take {reach(subject.timing)} items to see past what is declared"
        return Check(level="C4", name="causality", unverified=long)
    return _Probe(bench, point).check(timed)


def probe_point(subject: Subject, least: int = 1) -> Point | None:
    """Sizes with a batch of 1 and enough items, `least` or more, to see past what is declared."""
    main = next((port for port in subject.inputs if port.axis("time") is not None), None)
    if main is None:
        return base(subject)
    size = main.axes[main.axis("time") or 0].size
    name = next((which.name for which in size.symbols), "")
    point = at_least(subject, name, max(least, reach(subject.timing))) if name else base(subject)
    batch = next((axis.size for axis in main.axes if axis.role == "batch"), None)
    alone = {which.name: 1 for which in (batch.symbols if batch is not None else ())}
    return None if point is None else {**point, **alone}


def _outputs(subject: Subject) -> list[Port]:
    return [port for port in subject.outputs if port.axis("time") is not None]


@final
class _Probe:
    """What was seen of one stage while its items changed."""

    def __init__(self, bench: Bench, point: Point) -> None:
        self.subject, self.point = bench.subject, point
        with Watch() as watch:
            self.follow = Follow(bench, bench.shaken, point)
        self.is_narrow = watch.is_narrow
        self.doubtful = 0.0
        self.spans: dict[tuple[str, int], tuple[int, int]] = {}

    def check(self, ports: list[Port]) -> Check:
        if isinstance(self.follow.whole, Raised):
            wrong = fails(f"in float64: {self.follow.whole.line}", self.point)
            return Check(level="C4", name="causality", findings=(wrong,))
        unverified, length = "", self._length(ports[0])
        for port in ports:
            if self._length(port) != length:
                unverified = f"`{port.name}` runs at another rate than `{ports[0].name}`"
                continue
            for item, moved in self.follow.changes(port):
                finding = self.look(item, moved) or self.wide()
                if finding is not None:
                    return Check(level="C4", name="causality", findings=(finding,))
        if self.doubtful:
            unverified = f"it computes in less than float64; {self.doubtful:.1g} may be rounding"
        return Check(level="C4", name="causality", unverified=unverified)

    def look(self, item: int, moved: Mapping[str, Tensor]) -> Finding | None:
        """Whether what moved was allowed to."""
        most = max(float(each.max()) for each in moved.values())
        for name, movement in moved.items():
            rounding = COARSE if self.is_narrow else ROUNDING
            least = max(TIGHT * most, self.follow.floor(name, rounding))
            for index in (movement > least).nonzero().flatten().tolist():
                finding = self.one(name, item, index, float(movement[index]))
                if finding is not None and self.is_narrow and movement[index] <= LOOSE * most:
                    self.doubtful = max(self.doubtful, float(movement[index]))
                elif finding is not None:
                    return finding
        return None

    def one(self, name: str, item: int, index: int, gap: float) -> Finding | None:
        """Whether output item `index` may change with input item `item`."""
        seen = window(self.subject.timing, index)
        if item > seen.last:
            return sees_ahead(name, (item, index, int(seen.last)), gap, self.point)
        if item < seen.first:
            return sees_back(
                name, (item, index, int(seen.first)), f"a change of {gap:.2g}", self.point
            )
        first, last = self.spans.get((name, index), (item, item))
        self.spans[name, index] = min(first, item), max(last, item)
        return None

    def wide(self) -> Finding | None:
        """Whether some output item has seen more items than its receptive field holds."""
        limit = span(self.subject.timing)
        for (name, index), (first, last) in self.spans.items() if limit < inf else ():
            if last - first + 1 > limit:
                found = f"it changes with items {first} to {last}"
                return sees_back(name, (first, index, int(last - limit + 1)), found, self.point)
        return None

    def _length(self, port: Port) -> int:
        return port.shape(self.point)[port.axis("time") or 0]
