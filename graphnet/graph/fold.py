"""The stages of a plan as people drew them: a composite is one box unless it is opened."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import reduce
from operator import add

from graphnet.contract.polynomial import Polynomial, constant
from graphnet.graph.plan import Plan, PlannedPort, PlannedStage
from graphnet.graph.records import members, renamed, split
from graphnet.values import field, frozen


@frozen(kw_only=True)
class Box:
    """One stage, or a composite that stands for several; `takes` and `gives` are its outside."""

    path: str
    use: str
    stages: tuple[PlannedStage, ...] = field(repr=False)
    takes: Mapping[str, PlannedPort] = field(repr=False)
    gives: Mapping[str, PlannedPort] = field(repr=False)
    is_composite: bool

    @property
    def parameters(self) -> int:
        """How many numbers it learns; what is tied to another stage counts there."""
        counted = (p for stage in self.stages for p in stage.parameters if p.tied_to is None)
        return sum(parameter.count for parameter in counted)

    @property
    def flops(self) -> Polynomial:
        """Operations of one forward call."""
        return reduce(add, (stage.flops for stage in self.stages), constant(0))

    @property
    def activations(self) -> Polynomial:
        """Numbers kept for the backward pass."""
        return reduce(add, (stage.activations for stage in self.stages), constant(0))


def fold(plan: Plan, unfold: Collection[str] = ()) -> tuple[Box, ...]:
    """The plan's boxes in its order; composites named in `unfold` are opened."""
    grouped: dict[str, list[PlannedStage]] = {}
    for stage in plan.stages:
        grouped.setdefault(box_of(plan, stage.path, unfold), []).append(stage)
    return tuple(_box(plan, path, tuple(stages)) for path, stages in grouped.items())


def box_of(plan: Plan, path: str, unfold: Collection[str] = ()) -> str:
    """The path of the box a stage is drawn in: its outermost composite that stays closed."""
    parts = path.split(".")
    outer = (".".join(parts[:depth]) for depth in range(1, len(parts)))
    return next((each for each in outer if each in plan.composites and each not in unfold), path)


def _box(plan: Plan, path: str, stages: tuple[PlannedStage, ...]) -> Box:
    if path not in plan.composites:
        (stage,) = stages
        return Box(
            path=path,
            use=stage.use,
            stages=stages,
            takes=stage.takes,
            gives=stage.gives,
            is_composite=False,
        )
    return Box(
        path=path,
        use=plan.composites[path],
        stages=stages,
        takes=_outer_inputs(stages),
        gives=_outer_output(plan, path, stages),
        is_composite=True,
    )


def _outer_inputs(stages: tuple[PlannedStage, ...]) -> Mapping[str, PlannedPort]:
    """What comes in from outside first; it is the composite's `main`."""
    inside = {stage.path for stage in stages}
    for stage in stages:
        for first, wire in stage.inputs.items():
            if wire.stage not in inside:
                port = split(first)[0]
                return {renamed(p, port): stage.takes[p] for p in members(stage.takes, port)}
    return {}


def _outer_output(
    plan: Plan, path: str, stages: tuple[PlannedStage, ...]
) -> Mapping[str, PlannedPort]:
    """What the stage gives that the composite ends with; its last one where a cut took that."""
    ending = plan.endings.get(path)
    if ending is None or ending.stage not in plan.by_path:
        return stages[-1].gives
    return plan.carried(ending)
