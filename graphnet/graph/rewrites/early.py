"""A decoder that keeps few positions, run before the head that would compute all of them."""

from __future__ import annotations

from graphnet.graph.amounts import is_float
from graphnet.graph.plan import Plan, PlannedStage, Rewrite
from graphnet.graph.records import MAIN
from graphnet.graph.rewrites.readers import (
    BATCH,
    LENGTHS,
    TIME,
    Readers,
    is_by_position,
    is_cut_alike,
    readers_of,
)


def find_early(plan: Plan) -> tuple[Rewrite, ...]:
    """Every stage that only selects positions, in front of those that work on each by itself.

    The stage promises to select (`selects`) and learns nothing; those before it promise
    `positionwise`, take and give one tensor each, and are read by nothing else.
    """
    readers = readers_of(plan)
    found = []
    for stage in plan.stages[1:]:
        passed = _passed(plan, stage, readers) if _selects_a_few(stage) else ()
        if passed:
            names = tuple(other.path for other in passed)
            found.append(Rewrite(name="early", stages=(stage.path, *names), why=_why(stage, names)))
    return tuple(found)


def _why(stage: PlannedStage, names: tuple[str, ...]) -> str:
    listed = " and ".join(f"`{name}`" for name in names)
    need = "needs" if len(names) == 1 else "need"
    return f"what `{stage.path}` keeps is all that {listed} {need} to work on"


def _selects_a_few(stage: PlannedStage) -> bool:
    """Whether a stage gives fewer positions than it takes, and needs no more than lengths to."""
    if not stage.timing.selects or stage.parameters or stage.mapped:
        return False
    if tuple(stage.gives) != (MAIN,) or not stage.inputs.keys() <= {MAIN, LENGTHS}:
        return False
    taken, given = stage.takes[MAIN], stage.gives[MAIN]
    if not is_cut_alike(taken) or given.axes[BATCH].role != "batch":
        return False
    if given.time_axis is None:
        return True
    count = given.axes[TIME].size if is_cut_alike(given) else None
    return count is not None and count.as_int is not None and count != taken.axes[TIME].size


def _passed(plan: Plan, stage: PlannedStage, readers: Readers) -> tuple[PlannedStage, ...]:
    """The stages that a selecting stage can be moved in front of, in their own order."""
    passed: list[PlannedStage] = []
    rank, behind = len(stage.takes[MAIN].axes), stage
    while True:
        giver = plan.by_path[behind.inputs[MAIN].stage]
        if giver is plan.source or readers[giver.path] != {behind.path}:
            break
        if not _is_simple(giver) or len(giver.takes[MAIN].axes) != rank:
            break
        passed.append(giver)
        behind = giver
    return tuple(reversed(passed))


def _is_simple(giver: PlannedStage) -> bool:
    """Whether a stage takes one floating tensor and gives one, position by position."""
    alone = tuple(giver.inputs) == (MAIN,) and tuple(giver.gives) == (MAIN,)
    return (
        alone
        and is_by_position(giver)
        and is_float(giver.takes[MAIN])
        and is_cut_alike(giver.takes[MAIN])
    )
