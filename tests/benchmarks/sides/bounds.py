"""The least work one item of generation takes, counted from the network itself."""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor

from graphnet.graph.plan import Plan
from graphnet.values import frozen
from tests.benchmarks.sides.ours import built, planned

PARTS_OF_A_STATE = 6
"""FLOPs a real number of a complex state: its half of a complex product, of adding, of reading."""


@frozen(kw_only=True)
class ItemWork:
    """Work of one item of every sequence: weights are read once for all, state for each.

    A diagonal state is read and written, and beside it its transition and readout are read.
    """

    flops: float
    bytes: float


def work_of_an_item(spec: str, changes: Sequence[str], batch: int) -> ItemWork:
    """Weights of each stage by how often it fires, and the state it reads and writes."""
    plan = planned(spec, changes)
    network = built(plan)
    rates = firing_rates(plan)
    weights = state = 0.0
    for stage in plan.stages[1:]:
        rate = rates.get(stage.path, 0.0)
        module = network.module(stage.path)
        matrices = sum(p.numel() for p in module.parameters() if p.dim() == 2)
        is_table = stage.path == "encoder"
        weights += 0 if is_table else rate * matrices
        initial = getattr(module, "initial_state", None)
        if initial is not None:
            state += rate * max((t.numel() for t in _tensors(initial(1))), default=0)
    return ItemWork(
        flops=batch * (2 * weights + PARTS_OF_A_STATE * state),
        bytes=4 * (weights + 2 * state + 2 * batch * state),
    )


def firing_rates(plan: Plan) -> dict[str, float]:
    """How often each stage fires for one item of the source."""
    if plan.schedule is None:
        return {}
    ticks = plan.schedule.ticks
    rates: dict[str, float] = {}
    for tick in ticks:
        for path in tick:
            rates[path] = rates.get(path, 0.0) + 1 / len(ticks)
    return rates


def _tensors(state: object) -> list[Tensor]:
    match state:
        case Tensor():
            return [state]
        case dict():
            return [tensor for each in state.values() for tensor in _tensors(each)]
        case tuple() | list():
            return [tensor for each in state for tensor in _tensors(each)]
        case _:
            return []
