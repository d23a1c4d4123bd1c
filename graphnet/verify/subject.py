"""What is verified: one stage type with its options and sizes, read from its own declaration."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Never, cast

from attrs import evolve, field

from graphnet.contract.assume import NOTHING, Assumptions, assume_where
from graphnet.contract.lower import lower_where
from graphnet.contract.polynomial import Polynomial, Symbol
from graphnet.contract.syntax import Where
from graphnet.diagnostics import Diagnostics
from graphnet.graph.declare import Declared, declare
from graphnet.graph.delay import DELAY
from graphnet.graph.effects import timing_of
from graphnet.graph.plan import Plan, PlannedStage, Timing
from graphnet.graph.rules.broken_plugin import broken_declaration
from graphnet.plugin.types import Declaration, StageType
from graphnet.registry import Registry
from graphnet.spec.spec import Spec, StageSpec
from graphnet.text import Span
from graphnet.values import frozen
from graphnet.verify.names import Names
from graphnet.verify.ports import Port


@frozen(kw_only=True)
class Who:
    """A stage as messages speak of it: its path, its type, and where the spec uses it."""

    path: str
    use: str
    at: Span | None = field(default=None, eq=False)


@frozen(kw_only=True, eq=False)
class Subject:
    """One stage type at its options and sizes; `twins` are the other stages that are the same.

    `free` are the names of its own contract that have no value, `known` what it asks of them.
    `unfed` are optional inputs that the plan leaves out.
    """

    who: Who
    stage_type: StageType
    declaration: Declaration
    declared: Declared
    planned: PlannedStage
    sizes: Mapping[str, int]
    inputs: tuple[Port, ...]
    outputs: tuple[Port, ...]
    unfed: tuple[Port, ...]
    timing: Timing
    known: Assumptions
    names: Names
    twins: tuple[str, ...] = ()

    @property
    def options(self) -> object:
        """The typed options."""
        return self.planned.options

    @property
    def free(self) -> tuple[str, ...]:
        """The sizes that may be anything the contract allows, in the contract's order."""
        ports = (*self.inputs, *self.outputs)
        found = (s.name for p in ports for axis in p.axes for s in sorted_symbols(axis.size))
        return tuple(dict.fromkeys(found))

    def completed(self) -> Subject:
        """The same with every optional input fed."""
        return evolve(self, inputs=(*self.inputs, *self.unfed), unfed=())

    def output(self, name: str) -> Port | None:
        """An output port by its name."""
        return next((port for port in self.outputs if port.name == name), None)

    def input(self, name: str) -> Port | None:
        """An input port by its name."""
        return next((port for port in self.inputs if port.name == name), None)


def sorted_symbols(size: Polynomial) -> Iterator[Symbol]:
    """The symbols of a size, in an order that does not change from run to run."""
    yield from sorted(size.symbols, key=lambda which: which.key)


def subjects(plan: Plan, spec: Spec, registry: Registry) -> tuple[tuple[Subject, ...], Diagnostics]:
    """Each distinct stage of a plan once, the source left out: it reads files."""
    found: dict[str, Subject] = {}
    problems: Diagnostics = ()
    for stage in plan.stages[1:]:
        key = repr((stage.use, stage.options, sorted(stage.sizes.items()), sorted(stage.inputs)))
        twin = found.get(key)
        if twin is not None:
            found[key] = evolve(twin, twins=(*twin.twins, stage.path))
            continue
        subject, refused = subject_of(stage, place_of(stage.path, spec), registry)
        problems += refused
        if subject is not None:
            found[key] = subject
    return tuple(found.values()), problems


def place_of(path: str, spec: Spec) -> Span | None:
    """Where the spec uses a stage, or the composite it belongs to."""
    written = stage_spec(spec, path)
    if written is None:
        return None
    return written.name_at if written.use is None else written.use.at


def stage_spec(spec: Spec, path: str) -> StageSpec | None:
    """What the spec writes of a path: a stage, the source, the objective or a metric."""
    objective = () if spec.objective is None else (spec.objective.stage,)
    source = () if spec.source is None else (spec.source,)
    metrics = (metric.stage for metric in spec.metrics)
    every = {each.name: each for each in (*source, *spec.stages, *objective, *metrics)}
    return every.get(path) or every.get(path.split(".", 1)[0])


def type_of(use: str, registry: Registry) -> StageType | None:
    """The stage type, source, objective or metric of a name."""
    offers = (registry.stages, registry.sources, registry.objectives, registry.metrics)
    offered = {name: each for offer in offers for name, each in offer.items()}
    return {**offered, DELAY.name: DELAY}.get(use)


def subject_of(
    stage: PlannedStage, at: Span | None, registry: Registry
) -> tuple[Subject | None, Diagnostics]:
    """The subject of a planned stage, or what is wrong with its declaration."""
    stage_type = type_of(stage.use, registry)
    if stage_type is None:
        return None, ()
    declared, problems = declare(stage_type, stage.options)
    if declared is None:
        return None, () if at is None else (broken_declaration(stage.use, problems, at),)
    who = Who(path=stage.path, use=stage.use, at=at)
    return read_subject(who, stage_type, declared, stage), ()


def read_subject(
    who: Who, stage_type: StageType, declared: Declared, stage: PlannedStage
) -> Subject | None:
    """A subject at the sizes of `stage`; None where these break what is declared."""
    names = Names(declared.contract, stage)
    known = conditions(declared.where, names)
    if known is None:
        return None
    return Subject(
        who=who,
        stage_type=stage_type,
        declaration=stage_type.declare(cast(Never, stage.options)),
        declared=declared,
        planned=stage,
        sizes=stage.sizes,
        inputs=names.inputs(),
        outputs=names.outputs(),
        unfed=names.unfed(),
        timing=timing_of(declared.effects, names.value),
        known=known,
        names=names,
    )


def conditions(where: tuple[Where, ...], names: Names) -> Assumptions | None:
    """What is asked of the free sizes; None where the others break it."""
    known = NOTHING
    for each in where:
        relations = lower_where(each, names.value)
        if isinstance(relations, tuple):
            outcome = assume_where(relations, known)
            if not isinstance(outcome, Assumptions):
                return None
            known = outcome
    return known
