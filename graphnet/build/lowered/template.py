"""One firing of a stage as operations, written down once and repeated on other vectors."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from torch import Tensor

from graphnet.build.actors import Actor
from graphnet.build.call import by_field
from graphnet.build.lowered.access import with_vectors
from graphnet.build.lowered.code import Code, NotLowered
from graphnet.build.lowered.ops import Op, Vector
from graphnet.build.protocols import (
    LoweringLikelihood,
    LoweringModule,
    Sampling,
    State,
    Vectors,
)
from graphnet.graph.records import MAIN, gathered, member, split
from graphnet.values import frozen


@frozen(eq=False)
class Template:
    """Operations on registers of their own; `takes` and `gives` are vectors by flat port.

    `kept` are the registers that outlive a firing, with what they begin with; `uniforms` are to
    be filled with numbers drawn evenly, each time.
    """

    sizes: Sequence[int]
    ops: Sequence[Op]
    takes: Mapping[str, Vector]
    gives: Mapping[str, Vector]
    kept: Mapping[int, Tensor]
    uniforms: Sequence[Vector]

    def placed(self, places: Mapping[int, Vector]) -> Iterator[Op]:
        """The operations where every register lies at its place."""
        return (with_vectors(op, lambda v: at(places, v)) for op in self.ops)


def at(places: Mapping[int, Vector], vector: Vector) -> Vector:
    """Where a vector of a template comes to lie."""
    return places[vector.register].part(vector.start, vector.size)


def lowered_stage(
    actor: Actor, states: Mapping[str, State], code: Code, widths: Mapping[str, int]
) -> Template | NotLowered:
    """A stage's firing, from `widths` numbers at each of its flat ports."""
    stage, takes = actor.stage, {port: code.vector(width) for port, width in widths.items()}
    calls: list[tuple[str, Mapping[str, Vectors]]] = [("", dict(gathered(takes)))]
    if stage.mapped:
        calls = list(by_field(takes))
    gives: dict[str, Vector] = {}
    for name, (field, ports) in zip(actor.state_names, calls, strict=True):
        state = () if actor.stepping is None else states[name]
        found = _lowered(actor, code, state, ports)
        if isinstance(found, NotLowered):
            return NotLowered(f"`{stage.path}` ({stage.use}) {found.why}")
        if field:
            found = {member(MAIN, field): each for port, each in found.items() if port == MAIN}
        gives.update(found)
    if gives.keys() != stage.gives.keys():
        why = "does not lower to the ports it declares"
        return NotLowered(f"`{stage.path}` ({stage.use}) {why}")
    return template_of(code, takes, gives)


def lowered_draw(
    module: object, sampling: Sampling, code: Code, widths: Mapping[str, int]
) -> Template | NotLowered:
    """How an objective draws from what is predicted: `takes` are its fields, `gives` is `main`."""
    takes = {field: code.vector(width) for field, width in widths.items()}
    if not isinstance(module, LoweringLikelihood):
        return NotLowered("the objective has no `lower_draw`")
    drawn = module.lower_draw(code, takes.get("", takes), sampling)
    if isinstance(drawn, NotLowered):
        return NotLowered(f"the objective {drawn.why}")
    return template_of(code, takes, {MAIN: drawn})


def template_of(code: Code, takes: Mapping[str, Vector], gives: Mapping[str, Vector]) -> Template:
    """What was written down."""
    return Template(code.sizes, code.ops, takes, gives, code.kept, code.drawn)


def flat_vectors(
    ports: Collection[str], given: Vectors | Mapping[str, Vectors]
) -> dict[str, Vector]:
    """What a module gave, by the flat `ports` it declares, as `flat_outputs` reads tensors."""
    if isinstance(given, Vector):
        return {MAIN: given}
    is_record = all(split(port)[0] == MAIN and split(port)[1] for port in ports)
    found: dict[str, Vector] = {}
    for port, each in ({MAIN: given.get(MAIN, given)} if is_record else given).items():
        if isinstance(each, Vector):
            found[port] = each
        else:
            found.update({member(port, f): v for f, v in each.items() if isinstance(v, Vector)})
    return found


def _lowered(
    actor: Actor, code: Code, state: State, ports: Mapping[str, Vectors]
) -> dict[str, Vector] | NotLowered:
    """What a module gave, by flat port; what is wrong with it is a reason to do without."""
    if not isinstance(actor.module, LoweringModule):
        return NotLowered("has no `lower`")
    try:
        given = actor.module.lower(code, state, **ports)
        return given if isinstance(given, NotLowered) else flat_vectors(actor.stage.gives, given)
    except Exception as problem:  # noqa: BLE001  # torch can still step what it fails at
        return NotLowered(f"fails in `lower`: {type(problem).__name__}: {problem}")
