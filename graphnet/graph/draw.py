"""Drawings of a plan as data and text: the shape table, and a Mermaid flow chart."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from graphnet.contract.assume import Assumptions, simplify
from graphnet.contract.domain import render_domain
from graphnet.contract.polynomial import Floor, Polynomial, render
from graphnet.graph.amounts import value_at
from graphnet.graph.fold import Box, box_of, fold
from graphnet.graph.plan import Plan, PlannedAxis, PlannedPort, Wire
from graphnet.graph.records import MAIN, gathered, member, record_text, split
from graphnet.values import frozen


@frozen(kw_only=True)
class Row:
    """One line of the shape table, in words and numbers.

    `flops` and `activations` are None where a size they depend on has no value; `flops_formula`
    and `activations_formula` say them over the free sizes. `inner` counts the stages a closed
    composite stands for, 0 for a stage.
    """

    number: int
    stage: str
    use: str
    takes: str
    gives: str
    dtype: str
    domain: str
    parameters: int
    flops: int | None
    activations: int | None
    flops_formula: str
    activations_formula: str
    inner: int


def table(plan: Plan, unfold: Collection[str], bindings: Mapping[str, int]) -> tuple[Row, ...]:
    """The rows of a plan, composites named in `unfold` opened, costs at the bound sizes."""
    return tuple(
        _row(number, box, plan.assumptions, bindings)
        for number, box in enumerate(fold(plan, unfold), start=1)
    )


def mermaid(plan: Plan, unfold: Collection[str] = ()) -> str:
    """The graph as a Mermaid flow chart, shapes on the arrows."""
    boxes = fold(plan, unfold)
    names = {box.path: f"s{index}" for index, box in enumerate(boxes)}
    lines = [f'    {names[box.path]}["{box.path}<br/><i>{box.use}</i>"]' for box in boxes]
    for box in boxes:
        lines += dict.fromkeys(_arrows(plan, box, names, unfold))
    return "\n".join(["flowchart TD", *lines])


def shape_text(port: PlannedPort, known: Assumptions) -> str:
    """`(B, L//4, d_model)`: the axes in the spec's own names, as short as what is known allows."""
    axes = [_axis_text(axis, known) for axis in port.axes]
    return f"({axes[0]},)" if len(axes) == 1 else f"({', '.join(axes)})"


def ports_text(ports: Mapping[str, PlannedPort], known: Assumptions) -> str:
    """The shape of `main`, and of every other port behind its name; a record with its fields."""
    shapes = {name: shape_text(port, known) for name, port in ports.items()}
    texts = {port: _shapes_text(found) for port, found in gathered(shapes)}
    return ", ".join(text if port == MAIN else f"{port} {text}" for port, text in texts.items())


def _shapes_text(shapes: str | Mapping[str, str]) -> str:
    """One shape, or those of a record's fields: once, where they are all alike."""
    match shapes:
        case str():
            return shapes
        case fields if len({*fields.values()}) == 1:
            return f"{record_text(fields)} {next(iter(fields.values()))}"
        case fields:
            return record_text(f"{field} {shape}" for field, shape in fields.items())


def _axis_text(axis: PlannedAxis, known: Assumptions) -> str:
    """A size in the spec's own names, or without them where only its value comes out even."""
    value = simplify(axis.size, known)
    named = value if axis.named is None else simplify(axis.named, known)
    is_longer = any(isinstance(atom, Floor) for atom in named.atoms) and not any(
        isinstance(atom, Floor) for atom in value.atoms
    )
    return render(value if is_longer else named)


def _text(size: Polynomial, known: Assumptions) -> str:
    return render(simplify(size, known))


def _row(number: int, box: Box, known: Assumptions, bindings: Mapping[str, int]) -> Row:
    first = next(iter(box.gives), MAIN)
    mains = [port for name, port in box.gives.items() if split(name)[0] == split(first)[0]]
    domains = (render_domain(port.domain) for port in mains if port.domain is not None)
    return Row(
        number=number,
        stage=box.path,
        use=box.use,
        takes=ports_text(box.takes, known),
        gives=ports_text(box.gives, known),
        dtype=", ".join(dict.fromkeys(port.dtype for port in mains)),
        domain=", ".join(dict.fromkeys(domains)),
        parameters=box.parameters,
        flops=value_at(box.flops, bindings),
        activations=value_at(box.activations, bindings),
        flops_formula=_text(box.flops, known),
        activations_formula=_text(box.activations, known),
        inner=len(box.stages) if box.is_composite else 0,
    )


def _arrows(
    plan: Plan, box: Box, names: Mapping[str, str], unfold: Collection[str]
) -> Iterable[str]:
    for stage in box.stages:
        for port, wires in gathered(stage.inputs):
            flat = {port: wires} if isinstance(wires, Wire) else _flat(port, wires)
            giver = box_of(plan, next(iter(flat.values())).stage, unfold)
            if giver != box.path:
                given = {name: _carried(plan, wire) for name, wire in flat.items()}
                text = ports_text(given, plan.assumptions)
                label = text.removeprefix(f"{port} ") if box.is_composite else text
                yield f'    {names[giver]} -->|"{label}"| {names[box.path]}'


def _flat(port: str, fields: Mapping[str, Wire]) -> dict[str, Wire]:
    return {member(port, field): wire for field, wire in fields.items()}


def _carried(plan: Plan, wire: Wire) -> PlannedPort:
    return plan.by_path[wire.stage].gives[wire.port]
