"""The stages between a plan's source and what is predicted: there for a prompt, back for draws."""

from __future__ import annotations

import math

from torch import Tensor

from graphnet.build.network import Network
from graphnet.diagnostics import Diagnostics
from graphnet.graph.plan import Plan, PlannedPort, PlannedStage
from graphnet.plugin.load import Factory, load_attribute

MAIN = "main"


def data_stages(plan: Plan) -> tuple[PlannedStage, ...]:
    """What the source's values go through before they are predicted, in order."""
    found: list[PlannedStage] = []
    wire = plan.target
    while wire is not None and wire.stage != plan.source.path:
        found.insert(0, plan.by_path[wire.stage])
        wire = found[0].inputs.get(MAIN)
    return tuple(found)


def one_way(plan: Plan) -> PlannedStage | None:
    """The last of them that has no inverse, so that nothing drawn can go back to the source."""
    return next((stage for stage in data_stages(plan)[::-1] if stage.inverse is None), None)


def predicted_port(plan: Plan) -> PlannedPort:
    """What is drawn, item by item."""
    ending = data_stages(plan)[-1:] or (plan.source,)
    return ending[0].gives[MAIN]


def items_drawn(plan: Plan, items: int) -> int:
    """How many items are drawn for so many items of the source."""
    stages = data_stages(plan)
    return math.ceil(items * stages[-1].rate) if stages else items


def as_predicted(network: Network, values: Tensor) -> Tensor:
    """Values `(T, ...)` of the source as what is predicted."""
    given = values.unsqueeze(0)
    for stage in data_stages(network.plan):
        given = network.module(stage.path)(main=given)
    return given.squeeze(0)


def as_read(plan: Plan, drawn: Tensor) -> Tensor:
    """What was drawn, `(B, items, ...)`, as the source would have read it."""
    for stage in reversed(data_stages(plan)):
        build, _ = load_inverse(stage)
        if build is None:
            raise TypeError(f"`{stage.path}` has no inverse: `one_way` refuses such plans")
        module = build(stage.options, dict(stage.sizes))
        drawn = module(main=drawn)  # type: ignore[operator]  # built like an implementation
    return drawn


def load_inverse(stage: PlannedStage) -> tuple[Factory | None, Diagnostics]:
    """What builds the way back of one stage."""
    return (None, ()) if stage.inverse is None else load_attribute(stage.inverse, stage.use)
