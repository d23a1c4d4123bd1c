"""Every size name a spec's contracts and formulas mention, with its place."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from graphnet.contract.syntax import (
    Axis,
    Binary,
    Call,
    Contract,
    Dim,
    Infinity,
    Name,
    Negation,
    Points,
    Real,
    Record,
    Tensor,
)
from graphnet.spec.spec import Spec, StageSpec


def names_of_spec(spec: Spec) -> Iterator[Name]:
    """Names in `[sizes]`, stages' sizes, `where` and written contracts."""
    for size in spec.sizes:
        yield from names_of(size.value)
    for dim in (*sizes_of_stages(spec), *terms_of_spec(spec)):
        yield from names_of(dim)


def sizes_of_stages(spec: Spec) -> Iterator[Dim]:
    """What a spec writes as a size outside `[sizes]`: in stages' sizes and on axes."""
    for stage in _stages(spec):
        yield from (size.value for size in stage.sizes if size.value is not None)
        if stage.contract is not None:
            yield from sizes_of_contract(stage.contract)


def terms_of_spec(spec: Spec) -> Iterator[Dim]:
    """What a spec compares: the terms of conditions, the limits of domains."""
    for where in spec.where:
        yield from where.terms
    for stage in _stages(spec):
        if stage.contract is not None:
            yield from terms_of_contract(stage.contract)


def _stages(spec: Spec) -> Iterator[StageSpec]:
    yield from spec.stages
    if spec.source is not None:
        yield spec.source
    if spec.objective is not None:
        yield spec.objective.stage
    yield from (metric.stage for metric in spec.metrics)


def names_of_contract(contract: Contract) -> Iterator[Name]:
    """Names in a contract's ports and constraints."""
    for dim in (*sizes_of_contract(contract), *terms_of_contract(contract)):
        yield from names_of(dim)


def sizes_of_contract(contract: Contract) -> Iterator[Dim]:
    """What stands on the axes of a contract."""
    for tensor in _tensors(contract):
        yield from (axis.dim for axis in tensor.shape if isinstance(axis, Axis))


def terms_of_contract(contract: Contract) -> Iterator[Dim]:
    """The terms of a contract's conditions, amounts of effects, and limits of its domains."""
    for where in contract.where:
        yield from where.terms
    for effect in contract.effects:
        if not isinstance(effect.amount, Fraction | Infinity | None):
            yield effect.amount
    for tensor in _tensors(contract):
        for part in tensor.domain.parts if tensor.domain is not None else ():
            limits = part.values if isinstance(part, Points) else (part.low, part.high)
            yield from (limit for limit in limits if not isinstance(limit, Infinity | Real))


def _tensors(contract: Contract) -> Iterator[Tensor]:
    for _, port in (*contract.inputs, *contract.outputs):
        if isinstance(port, Record):
            yield from (tensor for _, tensor in port.fields)
        else:
            yield port


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
            for argument in arguments:
                yield from names_of(argument)
        case _:
            return
