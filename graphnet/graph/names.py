"""Every size name a spec's contracts and formulas mention, with its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from graphnet.contract.syntax import (
    Axis,
    Binary,
    Call,
    Contract,
    Dim,
    Infinity,
    Interval,
    Name,
    Negation,
    Points,
    Real,
    Record,
    Tensor,
)
from graphnet.spec.spec import Spec


def names_of_spec(spec: Spec) -> Iterator[Name]:
    """Names in `[sizes]`, stages' sizes, `where` and written contracts."""
    stages = [*spec.stages]
    stages += [] if spec.source is None else [spec.source]
    stages += [] if spec.objective is None else [spec.objective.stage]
    for size in (*spec.sizes, *(size for stage in stages for size in stage.sizes)):
        yield from names_of(size.value)
    for where in spec.where:
        for term in where.terms:
            yield from names_of(term)
    for stage in stages:
        if stage.contract is not None:
            yield from names_of_contract(stage.contract)


def names_of_contract(contract: Contract) -> Iterator[Name]:
    """Names in a contract's ports and constraints."""
    ports = [port for _, port in (*contract.inputs, *contract.outputs)]
    for where in contract.where:
        for term in where.terms:
            yield from names_of(term)
    while ports:
        match ports.pop():
            case Record(fields):
                ports += [tensor for _, tensor in fields]
            case Tensor(shape=shape, domain=domain):
                yield from names_of_all(a.dim for a in shape if isinstance(a, Axis))
                for part in domain.parts if domain is not None else ():
                    match part:
                        case Interval(low, high):
                            yield from names_of_all((low, high))
                        case Points(values):
                            yield from names_of_all(values)


def names_of_all(dims: Iterable[Dim | Infinity | Real]) -> Iterator[Name]:
    """Names in several dimensions or bounds."""
    for dim in dims:
        if not isinstance(dim, Infinity | Real):
            yield from names_of(dim)


def names_of(dim: Dim | None) -> Iterator[Name]:
    """Every name in a dimension; the parser bounds its depth."""
    match dim:
        case Name():
            yield dim
        case Negation(operand):
            yield from names_of(operand)
        case Binary(_, left, right):
            yield from names_of(left)
            yield from names_of(right)
        case Call(_, arguments):
            yield from names_of_all(arguments)
        case _:
            return
