"""Drawings of a plan as data and text: the shape table, and a Mermaid flow chart."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from attrs import frozen

from graphnet.contract.assume import Assumptions, simplify
from graphnet.contract.domain import render_domain
from graphnet.contract.polynomial import Polynomial, render, try_evaluate
from graphnet.graph.fold import Box, box_of, fold
from graphnet.graph.plan import Plan, PlannedPort


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
    axes = [_text(axis.size if axis.named is None else axis.named, known) for axis in port.axes]
    return f"({axes[0]},)" if len(axes) == 1 else f"({', '.join(axes)})"


def ports_text(ports: Mapping[str, PlannedPort], known: Assumptions) -> str:
    """The shape of `main`, and of every other port behind its name."""
    shapes = {name: shape_text(port, known) for name, port in ports.items()}
    return ", ".join(
        shape if name == "main" else f"{name} {shape}" for name, shape in shapes.items()
    )


def _text(size: Polynomial, known: Assumptions) -> str:
    return render(simplify(size, known))


def _row(number: int, box: Box, known: Assumptions, bindings: Mapping[str, int]) -> Row:
    main = next(iter(box.gives.values()), None)
    domain = None if main is None else main.domain
    return Row(
        number=number,
        stage=box.path,
        use=box.use,
        takes=ports_text(box.takes, known),
        gives=ports_text(box.gives, known),
        dtype="" if main is None else main.dtype,
        domain="" if domain is None else render_domain(domain),
        parameters=box.parameters,
        flops=_at(box.flops, bindings),
        activations=_at(box.activations, bindings),
        flops_formula=_text(box.flops, known),
        activations_formula=_text(box.activations, known),
        inner=len(box.stages) if box.is_composite else 0,
    )


def _at(formula: Polynomial, bindings: Mapping[str, int]) -> int | None:
    """The value of a formula, or None where a size is not bound or the value is out of reach."""
    if any(symbol.name not in bindings for symbol in formula.symbols):
        return None
    return try_evaluate(formula, bindings)


def _arrows(
    plan: Plan, box: Box, names: Mapping[str, str], unfold: Collection[str]
) -> Iterable[str]:
    for stage in box.stages:
        for port, wire in stage.inputs.items():
            giver = box_of(plan, wire.stage, unfold)
            if giver != box.path:
                shape = shape_text(plan.by_path[wire.stage].gives[wire.port], plan.assumptions)
                label = shape if port == "main" or box.is_composite else f"{port} {shape}"
                yield f'    {names[giver]} -->|"{label}"| {names[box.path]}'
