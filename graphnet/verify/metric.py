"""Metrics: their state is closed and as large as declared, and halves of a batch add up."""

from __future__ import annotations

from collections.abc import Callable
from math import isnan
from typing import cast, final

import torch
from torch import Tensor

from graphnet.build.protocols import Metric, State
from graphnet.graph.records import gathered
from graphnet.plugin.load import load_attribute
from graphnet.verify.call import Raised, Tensors
from graphnet.verify.check import Check, Finding
from graphnet.verify.grid import at_least, base
from graphnet.verify.options import declared, unread_options
from graphnet.verify.ports import Point
from graphnet.verify.rules.promise_broken import metric_differs
from graphnet.verify.sample import Sampler
from graphnet.verify.state import state_text
from graphnet.verify.subject import Subject
from graphnet.verify.watched import watched

Updates = Callable[..., State]
SLACK = 1e-5


def check_metric(subject: Subject, seed: int) -> tuple[Check, ...]:
    """What a metric keeps and gives, and whether it reads its options."""
    return (
        Check(
            level="C3", name="metric", findings=_Trial(subject, subject.options, seed).findings()
        ),
        unread_options(subject, lambda options: _reads(subject, options, seed)),
    )


def _reads(subject: Subject, options: object, seed: int) -> frozenset[str] | None:
    """The options read while a metric works; None where nobody can tell."""
    seen: set[str] = set()
    spied = watched(options, seen)
    if spied is None or declared(subject, options) is None:
        return None
    _Trial(subject, spied, seed).findings()
    return frozenset(seen)


@final
class _Trial:
    """One metric over one batch, whole and in two parts."""

    def __init__(self, subject: Subject, options: object, seed: int) -> None:
        self.subject, self.options, self.seed = subject, options, seed
        self.point = unequal_parts(subject)

    def findings(self) -> tuple[Finding, ...]:
        try:
            metric = self.built()
            finding = self.run(metric) if isinstance(metric, Metric) else self.no_metric()
        except Exception as problem:  # noqa: BLE001  # a plugin's metric may fail in any way
            finding = metric_differs("it fails", "a figure", Raised(problem).line, self.point)
        return () if finding is None else (finding,)

    def built(self) -> object:
        factory, problems = load_attribute(self.subject.planned.implementation)
        if factory is None:
            raise TypeError(problems[0].message)
        return factory(self.options, dict(self.subject.sizes))

    def no_metric(self) -> Finding:
        expected = "`initial_state`, `update`, `value` and `more_is_better`"
        return metric_differs("it is no metric", expected, "not all of them", self.point)

    def run(self, metric: Metric) -> Finding | None:
        """What first goes wrong."""
        values = Sampler(self.seed).inputs(self.subject, self.point, torch.float32)
        begun = tuple(metric.initial_state())
        before = tuple(tensor.clone() for tensor in begun)
        state = self.updated(metric, begun, values)
        old, new = (tuple(map(state_text, each)) for each in (before, state))
        if old != new:
            what = "an update returns another kind of state"
            return metric_differs(what, ", ".join(old), ", ".join(new), self.point)
        if any(not torch.equal(a, b) for a, b in zip(before, begun, strict=True)):
            what = "an update changes the state it is given"
            return metric_differs(what, "a new state", "the old one, changed", self.point)
        return self.wrong_size(begun) or self.wrong_sum(metric, values, state)

    def updated(self, metric: Metric, state: State, values: Tensors) -> State:
        with torch.no_grad():
            return cast(Updates, metric.update)(state, **dict(gathered(values)))

    def wrong_size(self, state: State) -> Finding | None:
        """Whether the state is as many bytes as declared."""
        kept = self.subject.planned.kept
        wanted = None if kept is None else kept.bytes.as_int
        found = sum(tensor.numel() * tensor.element_size() for tensor in state)
        if wanted is None or wanted == found:
            return None
        expected = f"{wanted:,} bytes"
        return metric_differs("its state has another size", expected, f"{found:,}", self.point)

    def wrong_sum(self, metric: Metric, values: Tensors, state: State) -> Finding | None:
        """Whether two parts of a batch give what the whole batch gives."""
        axes = {port.name: port.axis("batch") for port in self.subject.inputs}
        whole = float(metric.value(state))
        if any(axis is None for axis in axes.values()):
            return None
        parts = tuple(metric.initial_state())
        for start, count in ((0, 1), (1, None)):
            part = {n: _rows(v, axes[n] or 0, start, count) for n, v in values.items()}
            parts = self.updated(metric, parts, part)
        found = float(metric.value(parts))
        if abs(found - whole) <= SLACK * max(1.0, abs(whole)) or isnan(whole):
            return None
        what = "two parts of a batch give another figure than the whole"
        return metric_differs(what, f"{whole:.6g}", f"{found:.6g}", self.point)


def unequal_parts(subject: Subject) -> Point:
    """Small sizes with three rows: parts of one and two."""
    axes = (axis for port in subject.inputs for axis in port.axes if axis.role == "batch")
    name = next((which.name for axis in axes for which in axis.size.symbols), "")
    return (at_least(subject, name, 3) if name else base(subject)) or {}


def _rows(values: Tensor, axis: int, start: int, count: int | None) -> Tensor:
    rows = values.shape[axis] - start if count is None else count
    return values.narrow(axis, start, rows)
