"""Metrics over batches: built from a plan, fed without padding, read at the end."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import cast

import torch
from attrs import field
from torch import Tensor

from graphnet.build.protocols import Metric, State, Tabulating
from graphnet.diagnostics import Diagnostics
from graphnet.graph.plan import Plan, PlannedPort, PlannedStage, Wire
from graphnet.graph.records import gathered
from graphnet.plugin.load import load_attribute
from graphnet.plugin.rules.no_implementation import no_implementation
from graphnet.runtime.real_positions import keeps_own_count
from graphnet.runtime.windows import Window
from graphnet.values import frozen

States = tuple[State, ...]


@frozen
class Gauge:
    """A metric as it is planned, and the module that counts.

    `picked` are the ports that have so many positions however many items the source has.
    """

    stage: PlannedStage = field(repr=False)
    metric: Metric
    picked: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """What the spec calls it."""
        return self.stage.path.partition(".")[2]

    @property
    def more_is_better(self) -> bool:
        """Whether a higher figure is the better one."""
        return self.metric.more_is_better


@frozen
class Figure:
    """What a metric says of all batches; `table` where it keeps one."""

    name: str
    value: float
    table: Tensor | None = None


def build_gauges(plan: Plan) -> tuple[tuple[Gauge, ...], Diagnostics]:
    """Every metric of a plan; what cannot be had is reported."""
    found: list[Gauge] = []
    diagnostics: Diagnostics = ()
    for stage in plan.metrics:
        build, problems = load_attribute(stage.implementation, stage.use)
        diagnostics += problems
        if build is None:
            continue
        made, refused = _made(stage, build)
        diagnostics += refused
        found += [] if made is None else [Gauge(stage, made, _picked(plan, stage))]
    return tuple(found), diagnostics


def _picked(plan: Plan, stage: PlannedStage) -> frozenset[str]:
    inputs = stage.inputs.items()
    return frozenset(p for p, w in inputs if keeps_own_count(plan, w.stage, stage.takes[p]))


def _made(stage: PlannedStage, build: Callable[..., object]) -> tuple[Metric | None, Diagnostics]:
    try:
        made = build(stage.options, dict(stage.sizes))
    except Exception as problem:  # noqa: BLE001  # a plugin's constructor may fail in any way
        return None, (no_implementation(stage.use, stage.implementation, problem),)
    if isinstance(made, Metric):
        return made, ()
    lack = TypeError("it lacks `initial_state`, `update`, `value` or `more_is_better`")
    return None, (no_implementation(stage.use, stage.implementation, lack),)


def initial_states(gauges: Sequence[Gauge], device: torch.device) -> States:
    """Every metric before the first batch."""
    return tuple(
        tuple(tensor.to(device) for tensor in gauge.metric.initial_state()) for gauge in gauges
    )


def updated(
    gauges: Sequence[Gauge],
    states: States,
    values: Mapping[Wire, Tensor],
    group: Sequence[Window],
) -> States:
    """Every metric after one batch more, of these windows; padding is left out."""
    return tuple(
        _updated(gauge, state, values, group) for gauge, state in zip(gauges, states, strict=True)
    )


def _updated(
    gauge: Gauge, state: State, values: Mapping[Wire, Tensor], group: Sequence[Window]
) -> State:
    ports = {port: values[wire] for port, wire in gauge.stage.inputs.items()}
    for part in unpadded(ports, gauge.stage.takes, group, gauge.picked):
        state = gauge.metric.update(state, **cast(Mapping[str, Tensor], dict(gathered(part))))
    return state


def unpadded(
    ports: Mapping[str, Tensor],
    takes: Mapping[str, PlannedPort],
    group: Sequence[Window],
    picked: Collection[str] = (),
) -> Iterator[dict[str, Tensor]]:
    """A batch in parts without padding: the whole windows together, every other by itself.

    Where a port has more or fewer positions than the source has items, each window keeps its
    share of them; where they were `picked`, as many as it has items.
    """
    whole = [row for row, window in enumerate(group) if window.length == window.padded]
    if len(whole) == len(group):
        yield dict(ports)
        return
    if whole:
        yield {name: tensor[whole] for name, tensor in ports.items()}
    for row, window in enumerate(group):
        if 0 < window.length < window.padded:
            rows = {name: tensor[row : row + 1] for name, tensor in ports.items()}
            axes = {name: takes[name].time_axis for name in ports}
            yield {n: _kept(rows[n], axes[n], window, n in picked) for n in ports}


def _kept(row: Tensor, axis: int | None, window: Window, is_picked: bool) -> Tensor:  # noqa: FBT001  # of one port
    if axis is None:
        return row
    positions = row.shape[axis]
    share = math.ceil(Fraction(window.length * positions, window.padded))
    return row.narrow(axis, 0, min(window.length, positions) if is_picked else share)


def figures_of(gauges: Sequence[Gauge], states: States) -> tuple[Figure, ...]:
    """What every metric says."""
    return tuple(
        Figure(gauge.name, gauge.metric.value(state), _table(gauge.metric, state))
        for gauge, state in zip(gauges, states, strict=True)
    )


def _table(metric: Metric, state: State) -> Tensor | None:
    return metric.table(state) if isinstance(metric, Tabulating) else None
