"""C4: a stage that steps gives, item by item, what it gives for the whole sequence.

Compared in float64 with a tolerance that grows with the length; shapes, states and mutation are
looked at on the way, at batches of 1 and 2.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

import torch
from torch import Tensor

from graphnet.build.protocols import State, SteppingModule
from graphnet.graph.records import gathered
from graphnet.verify.bench import Bench
from graphnet.verify.call import Raised, call, flat
from graphnet.verify.causality import probe_point
from graphnet.verify.check import Check, Finding
from graphnet.verify.perturb import copied
from graphnet.verify.ports import Point, Port
from graphnet.verify.precision import Watch, gap, size
from graphnet.verify.rules.promise_broken import fails
from graphnet.verify.rules.step_differs import (
    cannot_step,
    state_changes,
    step_shape,
    steps_apart,
)
from graphnet.verify.state import state_text, state_wrong

Stepped = Callable[..., tuple[object, State]]

FIRINGS = 12
TIGHT_STEP = 1e-11
COARSE_STEP = 1e-4


def check_step(bench: Bench) -> Check:
    """Step through a short sequence with a batch of 1, then of 2."""
    if not bench.subject.timing.steps:
        return Check(level="C4", name="step", applies=False)
    point = probe_point(bench.subject)
    if point is None:
        return Check(level="C4", name="step", unverified="no sizes keep all its conditions")
    if not isinstance(bench.module, SteppingModule):
        wrong = cannot_step("its module has no such methods", point)
        return Check(level="C4", name="step", findings=(wrong,))
    for batch in (1, 2):
        findings = Stepping(bench, batched(bench, point, batch)).findings()
        if findings:
            return Check(level="C4", name="step", findings=findings)
    silent = "" if bench.subject.declared.state else "no state is declared to compare with"
    return Check(level="C4", name="step", unverified=silent)


def batched(bench: Bench, point: Point, batch: int) -> Point:
    """The same sizes with another batch."""
    axes = (axis for port in bench.subject.inputs for axis in port.axes if axis.role == "batch")
    return {**point, **{which.name: batch for axis in axes for which in axis.size.symbols}}


class Stepping:
    """One sequence, whole and item by item."""

    most = FIRINGS
    kind = "a step"

    def __init__(self, bench: Bench, point: Point) -> None:
        self.bench, self.subject, self.point = bench, bench.subject, point
        self.module = cast(SteppingModule, bench.shaken)
        self.values = bench.sampler("step").inputs(self.subject, point, torch.float64)
        with Watch() as watch:
            self.whole = call(bench.shaken, copied(self.values), self.subject.outputs)
        self.tolerance = COARSE_STEP if watch.is_narrow else TIGHT_STEP
        main = next(port for port in self.subject.inputs if port.axis("time") is not None)
        self.batch = main.shape(point)[main.axis("batch") or 0]
        length = main.shape(point)[main.axis("time") or 0]
        self.firings = min(self.most, length // self.subject.timing.takes)

    def findings(self) -> tuple[Finding, ...]:
        """What is wrong, if anything is."""
        if isinstance(self.whole, Raised):
            return (fails(f"in float64: {self.whole.line}", self.point),)
        try:
            with torch.no_grad():
                finding = self.run(self.whole)
        except Exception as problem:  # noqa: BLE001  # a plugin's step may fail in any way
            finding = cannot_step(Raised(problem).line, self.point)
        return () if finding is None else (finding,)

    def run(self, whole: Mapping[str, Tensor]) -> Finding | None:
        """Step on, and say what first goes wrong."""
        state = tuple(self.module.initial_state(self.batch))
        wrong = state_wrong(self.subject, state, self.point)
        for firing in range(self.firings if wrong is None else 0):
            before = tuple(tensor.clone() for tensor in state)
            given, after = self.step(self.item(firing), state)
            found = flat(given, self.subject.outputs)
            if isinstance(found, Raised):
                return cannot_step(found.line, self.point)
            wrong = self.same_state(before, state, after) or self.same(found, whole, firing)
            if wrong is not None:
                return wrong
            state = tuple(after)
        return wrong

    def step(self, item: Mapping[str, Tensor], state: State) -> tuple[object, State]:
        """One firing, as a network calls it."""
        arguments = {**dict(gathered(item)), "state": state}
        step = cast(Stepped, self.module.step)
        return step(**arguments)

    def item(self, firing: int) -> dict[str, Tensor]:
        """What one firing takes: an item without time axis, or a block with it."""
        takes = self.subject.timing.takes
        return {
            port.name: block_of(self.values[port.name], port, firing * takes, takes)
            for port in self.subject.inputs
        }

    def same(
        self, found: Mapping[str, Tensor], whole: Mapping[str, Tensor], firing: int
    ) -> Finding | None:
        """Whether one firing gives what the whole sequence has there."""
        gives = self.subject.timing.gives
        for port in self.subject.outputs:
            if port.name not in found:
                return step_shape(port.name, "a tensor", "nothing", self.point)
            wanted = block_of(whole[port.name], port, firing * gives, gives)
            got = found[port.name]
            if wanted.shape != got.shape:
                shapes = tuple(wanted.shape), tuple(got.shape)
                return step_shape(port.name, *shapes, self.point)
            allowed = self.tolerance * (firing + 1) * size(whole[port.name])
            if gap(wanted, got) > allowed:
                item = firing * gives
                return steps_apart(port.name, item, gap(wanted, got), allowed, self.point)
        return None

    def same_state(self, before: State, state: State, after: State) -> Finding | None:
        """Whether the old state was left alone and the new one is of its kind."""
        if any(not torch.equal(old, now) for old, now in zip(before, state, strict=True)):
            what = f"{self.kind} changes the state it is given in place"
            return state_changes(what, "a new state", "the old one, changed", self.point)
        old, new = (tuple(map(state_text, each)) for each in (before, after))
        if old != new:
            what = f"{self.kind} returns another kind of state"
            return state_changes(what, ", ".join(old), ", ".join(new), self.point)
        return None


def block_of(values: Tensor, port: Port, start: int, count: int) -> Tensor:
    """Items of a port: one without its time axis, several with it."""
    axis = port.axis("time")
    if axis is None:
        return values
    return values.select(axis, start) if count == 1 else values.narrow(axis, start, count)
