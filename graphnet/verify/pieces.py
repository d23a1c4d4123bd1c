"""C4: a stage that works item by item gives for a piece of a sequence what it gives there.

The rewrite `chunked` rests on it. No change of one item shows what is added by place alone: it
stays where it is, and begins anew in each piece.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import final

from torch import Tensor

from graphnet.contract.polynomial import symbol
from graphnet.graph.records import split
from graphnet.verify.bench import Bench
from graphnet.verify.call import Raised, call
from graphnet.verify.causality import check_causality, probe_point
from graphnet.verify.check import Check, Finding
from graphnet.verify.grid import fits
from graphnet.verify.ports import Point, Port
from graphnet.verify.precision import gap, size
from graphnet.verify.rules.promise_broken import differs_in_pieces
from graphnet.verify.step import Stepping, batched
from graphnet.verify.subject import Subject

BATCH, LEAST = 2, 6
LENGTHS = "lengths"


def check_pieces(bench: Bench) -> Check:
    """Call a positionwise stage with pieces of what it was called with; one that steps is left."""
    subject = bench.subject
    timed = [port for port in subject.inputs if port.axis("time") is not None]
    if not timed or not _is_cut(subject):
        return Check(level="C4", name="pieces", applies=False)
    name = _length(timed)
    if not name:
        why = "its inputs have no one length that may be any"
        return Check(level="C4", name="pieces", unverified=why)
    point = probe_point(subject, LEAST * subject.timing.takes)
    if point is None:
        return Check(level="C4", name="pieces", unverified="no sizes keep all its conditions")
    findings = _Pieces(bench, batched(bench, point, BATCH), name).findings()
    if findings and check_causality(bench).findings:
        return Check(level="C4", name="pieces", unverified="its items are not each by itself")
    return Check(level="C4", name="pieces", findings=findings)


def _is_cut(subject: Subject) -> bool:
    """Whether a stage may be run on pieces: one that is told lengths is not."""
    timing = subject.timing
    is_alone = timing.positionwise and not (timing.steps or timing.delay or timing.lookahead)
    told = {split(port.name)[0] for port in subject.inputs}
    return is_alone and LENGTHS not in told


def _length(timed: list[Port]) -> str:
    """The one free size that says how long all inputs are; empty where none does."""
    sizes = [port.axes[port.axis("time") or 0].size for port in timed]
    name = next((which.name for which in sizes[0].symbols), "")
    return name if name and all(size == symbol(name) for size in sizes) else ""


@final
class _Pieces(Stepping):
    """One sequence, whole and in pieces."""

    def __init__(self, bench: Bench, point: Point, length: str) -> None:
        super().__init__(bench, point)
        self.length = length

    def run(self, whole: Mapping[str, Tensor]) -> Finding | None:
        """Go through the pieces, and say what first goes wrong."""
        for first, end in ((0, 1), (1, self.firings), (2, min(5, self.firings))):
            length = {self.length: (end - first) * self.subject.timing.takes}
            if end > first and fits(self.subject, {**self.point, **length}):
                wrong = self.piece(first, end, whole)
                if wrong is not None:
                    return wrong
        return None

    def piece(self, first: int, end: int, whole: Mapping[str, Tensor]) -> Finding | None:
        """What is wrong with some firings by themselves."""
        takes, gives = self.subject.timing.takes, self.subject.timing.gives
        values = {
            port.name: _part(self.values[port.name], port, first * takes, end * takes)
            for port in self.subject.inputs
        }
        found = call(self.bench.shaken, values, self.subject.outputs)
        items = first * takes, end * takes - 1
        if isinstance(found, Raised):
            return differs_in_pieces("main", items, found.line, self.point)
        for port in self.subject.outputs:
            wanted = _part(whole[port.name], port, first * gives, end * gives)
            got = found.get(port.name, wanted.new_empty(0))
            if got.shape != wanted.shape:
                shapes = f"{tuple(got.shape)} instead of {tuple(wanted.shape)}"
                return differs_in_pieces(port.name, items, shapes, self.point)
            if gap(wanted, got) > self.tolerance * size(whole[port.name]):
                apart = f"a difference of {gap(wanted, got):.2g}"
                return differs_in_pieces(port.name, items, apart, self.point)
        return None


def _part(values: Tensor, port: Port, first: int, end: int) -> Tensor:
    """Items of a port in memory of their own; all of it where there is no time."""
    axis = port.axis("time")
    return values.clone() if axis is None else values.narrow(axis, first, end - first).clone()
