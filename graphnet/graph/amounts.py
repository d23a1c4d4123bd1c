"""How many numbers ports carry and stages hand back, as formulas over free sizes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from operator import add, mul

from graphnet.contract.polynomial import Polynomial, constant, try_evaluate
from graphnet.graph.plan import PlannedPort, PlannedStage

NOTHING: Polynomial = constant(0)

Bindings = Mapping[str, int]


def size_of_port(port: PlannedPort) -> Polynomial:
    """How many numbers a port carries."""
    return reduce(mul, (axis.size for axis in port.axes), constant(1))


def is_float(port: PlannedPort) -> bool:
    """Whether gradients flow through a port."""
    return "float" in port.dtype


def passing(stage: PlannedStage) -> Polynomial:
    """How many numbers are gradients while the backward pass is at a stage: outputs and inputs.

    A stage that keeps nothing passes on what it gets.
    """
    keeps = stage.activations != NOTHING
    ports = (*stage.gives.values(), *(stage.takes.values() if keeps else ()))
    return reduce(add, (size_of_port(port) for port in ports if is_float(port)), NOTHING)


def value_at(formula: Polynomial, bindings: Bindings) -> int | None:
    """The value of a formula, or None where a size is not bound or the value is out of reach."""
    if any(symbol.name not in bindings for symbol in formula.symbols):
        return None
    return try_evaluate(formula, bindings)
