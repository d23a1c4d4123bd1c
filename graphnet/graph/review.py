"""What is said of a plan once there is one: what nothing uses, and what costs too much."""

from __future__ import annotations

from graphnet.diagnostics import Diagnostics
from graphnet.graph.budget import check_budget
from graphnet.graph.carrying import check_carrying
from graphnet.graph.learning import check_freeze
from graphnet.graph.use import PlannedSpec, check_use


def review(planned: PlannedSpec) -> Diagnostics:
    """Everything that can be said of a plan only as a whole."""
    places = {path: stage.place for path, stage in planned.graph.stages.items()}
    return (
        check_budget(planned.plan, places, planned.registry)
        + check_freeze(planned.plan, planned.spec.tree)
        + check_carrying(planned.plan)
        + check_use(planned)
    )
