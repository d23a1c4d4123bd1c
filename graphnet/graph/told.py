"""What a spec says once, of its objective, and the objective and the metrics are told."""

from __future__ import annotations

from attrs import has

from graphnet.graph.declare import declare
from graphnet.graph.flat import FlatStage
from graphnet.spec.spec import Spec
from graphnet.values import evolve


def told(stage: FlatStage, spec: Spec) -> FlatStage:
    """The stage with what is predicted as its option `predict`, where it has such an option.

    What a target looks like can depend on it: codes of a sequence have a channel axis, the label
    of an example has none.
    """
    predict = None if spec.objective is None else spec.objective.predict
    if predict is None or not has(type(stage.options)):
        return stage
    if getattr(stage.options, "predict", predict.value) == predict.value:
        return stage
    changed = evolve(stage.options, predict=predict.value)  # type: ignore[misc]  # an attrs class
    declared, problems = declare(stage.type, changed)
    return (
        stage if declared is None or problems else evolve(stage, options=changed, declared=declared)
    )
