"""C2: the exported stage has the contract's sizes as expressions, and asks nothing beyond it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import final

from graphnet.contract.assume import Assumptions, Relation, assume_where, render_relation
from graphnet.contract.assumptions import compares
from graphnet.contract.equate import Equal, equate
from graphnet.contract.polynomial import Polynomial, render, symbol, try_evaluate
from graphnet.verify.bench import Bench
from graphnet.verify.call import Raised
from graphnet.verify.check import Check, Finding
from graphnet.verify.expressions import Unreadable
from graphnet.verify.grid import far_points, fits, points_of
from graphnet.verify.ports import Point, Port
from graphnet.verify.rules.unimplied_guard import (
    exports_other_shape,
    hard_codes,
    needs_condition,
)
from graphnet.verify.shapes import shapes_at
from graphnet.verify.subject import Subject
from graphnet.verify.trace import SMALLEST, Guard, Traced, trace

MOST_REGIONS = 4
EXAMPLES = (5, 3, 7, 9, 11, 13, 17, 19, 22, 23)


def check_export(bench: Bench) -> Check:
    """Export, and follow each branch that the module takes by itself."""
    point = example(bench.subject)
    if point is None:
        return Check(level="C2", name="export", unverified="no sizes to export at")
    return _Audit(bench).check(point)


def example(subject: Subject) -> Point | None:
    """Sizes to trace at: each size of the contract has a number of its own, none below 2."""
    for point in points_of(subject, EXAMPLES):
        if is_example(subject, point):
            return point
    return None


def is_example(subject: Subject, point: Point) -> bool:
    """Whether sizes can be told apart by their numbers."""
    sizes: dict[int, Polynomial] = {}
    for axis in (axis for port in subject.inputs for axis in port.axes):
        if axis.size.as_int is None:
            number = try_evaluate(axis.size, dict(point)) or 0
            if number < SMALLEST or sizes.setdefault(number, axis.size) != axis.size:
                return False
    return True


@final
class _Audit:
    """The exports of one stage so far, and what they showed."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.subject = bench.subject
        self.known: Assumptions = bench.subject.known
        self.points = far_points(bench.subject)
        self.findings: list[Finding] = []
        self.unverified: list[str] = []
        self.waiting: list[Point] = []
        self.followed: set[str] = set()
        self.seen: list[list[Relation]] = []
        self.regions = 0

    def check(self, point: Point) -> Check:
        self.waiting.append(point)
        while self.waiting and not self.findings:
            if self.regions == MOST_REGIONS:
                self.unverified.append(f"it branches on sizes in more than {MOST_REGIONS} ways")
                break
            self.regions += 1
            self.follow(self.waiting.pop(0))
        regions = "" if self.regions == 1 else f"{self.regions} regions of sizes"
        return Check(
            level="C2",
            name="export",
            findings=tuple(self.findings),
            unverified="; ".join(dict.fromkeys(self.unverified)),
            detail=regions,
        )

    def follow(self, point: Point) -> None:
        """Export at one point and look at what it gives and asks."""
        traced = trace(self.bench, point)
        if isinstance(traced, Raised):
            self.unverified.append(f"torch.export: {traced.line}")
            return
        own = (g.relation for g in traced.guards if g.is_own)
        self.seen.append([g for g in own if isinstance(g, Relation)])
        for guard in traced.guards:
            if not self.findings:
                self.ask(guard, point)
        for port in self.subject.outputs:
            self.compare(port, traced)

    def ask(self, guard: Guard, point: Point) -> None:
        """Whether the contract implies a guard; if not, what becomes of sizes that break it."""
        relation = guard.relation
        if isinstance(relation, Unreadable):
            if guard.is_own:
                self.unverified.append(f"a condition that is not understood: {guard.text}")
            return
        text = render_relation(relation)
        witness = self.witness(relation)
        if witness is None or text in self.followed:
            return
        self.followed.add(text)
        if fixed(relation, point):
            self.unverified.append(
                f"its trace takes `{render(relation.left)}` as the number {relation.right.as_int}"
                f"{guard.place}; checked at single sizes only"
            )
        elif guard.is_own and is_number(relation):
            self.findings.append(hard_codes(text, guard.place, witness))
        else:
            self.try_out(guard, text, witness)

    def try_out(self, guard: Guard, text: str, witness: Point) -> None:
        """Sizes on the other side of a guard: the contract must hold there as well."""
        wrong = shapes_at(self.bench, witness)
        if wrong:
            problem = f"at {_sizes(witness)} it {wrong[0].message}"
            self.findings.append(needs_condition(text, guard.place, witness, problem))
        elif guard.is_own and is_example(self.subject, witness) and not self.is_seen(witness):
            self.waiting.append(witness)

    def is_seen(self, point: Point) -> bool:
        """Whether a point lies in a region that was exported already."""
        return any(all(is_true(guard, point) for guard in region) for region in self.seen)

    def witness(self, relation: Relation) -> Point | None:
        """Sizes that the contract allows and the guard does not; None where it is implied."""
        if assume_where((relation,), self.known) == self.known:
            return None
        near = near_points(self.subject, relation)
        return next((p for p in (*near, *self.points) if is_true(relation, p) is False), None)

    def compare(self, port: Port, traced: Traced) -> None:
        """Whether the exported sizes of a port are the contract's, inside the guards."""
        found = traced.outputs.get(port.name, ())
        for size, axis in zip(found, port.axes, strict=False):
            if isinstance(size, Unreadable):
                self.unverified.append(f"a size of `{port.name}` is not understood: {size.text}")
            elif not isinstance(equate(size, axis.size, self.known), Equal):
                self.refute(port, (size, axis.size), traced)

    def refute(self, port: Port, sizes: tuple[Polynomial, Polynomial], traced: Traced) -> None:
        """A point inside the guards at which two sizes differ."""
        found, wanted = sizes
        relation = Relation(found, "==", wanted)
        guards = [g.relation for g in traced.guards if isinstance(g.relation, Relation)]
        for point in self.points:
            if is_true(relation, point) is False and all(is_true(g, point) for g in guards):
                self.findings.append(
                    exports_other_shape(port.name, render(wanted), render(found), point)
                )
                return


def is_number(relation: Relation) -> bool:
    """Whether a guard compares one bare size with a number of 2 or more for being equal."""
    number = relation.right.as_int
    is_bare = any(relation.left == symbol(which) for which in relation.left.symbols)
    return relation.operator in ("==", "!=") and is_bare and number is not None and number > 1


def fixed(relation: Relation, point: Point) -> bool:
    """Whether a guard says no more than that a size is what it was while tracing."""
    here = try_evaluate(relation.left, dict(point))
    return relation.operator == "==" and here == relation.right.as_int


def is_true(relation: Relation, point: Point) -> bool | None:
    """Whether a guard holds at some sizes; None where that cannot be worked out."""
    left, right = (try_evaluate(side, dict(point)) for side in (relation.left, relation.right))
    if left is None or right is None:
        return None
    return compares(left, relation.operator, right)


def near_points(subject: Subject, relation: Relation) -> Iterator[Point]:
    """Sizes near the numbers that a guard speaks of."""
    start = next(points_of(subject, EXAMPLES), None)
    if start is None:
        return
    for number in (n for side in (relation.left, relation.right) for n in _numbers(side)):
        for name in sorted({which.name for which in relation.left.symbols}):
            near = ({**start, name: value} for value in range(max(number - 2, 1), number + 3))
            yield from (point for point in near if fits(subject, point))


def _numbers(size: Polynomial) -> Iterable[int]:
    return () if size.as_int is None else (size.as_int,)


def _sizes(point: Point) -> str:
    return ", ".join(f"{name} = {value}" for name, value in point.items())
