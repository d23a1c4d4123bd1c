"""A stage that acts on one tensor, applied to every field of a record."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce

from graphnet.contract.syntax import (
    Axis,
    Binary,
    Bound,
    Call,
    Contract,
    Dim,
    Domain,
    Infinity,
    Interval,
    Name,
    Negation,
    Points,
    Port,
    Real,
    Record,
    ShapeItem,
    Tensor,
    Variadic,
    Where,
)
from graphnet.graph.declare import Declared
from graphnet.graph.names import names_of, names_of_contract
from graphnet.graph.records import MAIN, Ports, member
from graphnet.values import evolve

SHARED_ROLES = frozenset({"batch", "time"})
ELLIPSIS = "..."


def why_not_mapped(declared: Declared) -> str:
    """Why a stage cannot be applied to every field of a record; empty where it can."""
    contract = declared.contract
    inputs, outputs = dict(contract.inputs), dict(contract.outputs)
    if not isinstance(inputs.get(MAIN), Tensor) or isinstance(outputs.get(MAIN), Record):
        return "it is no stage from one tensor to one tensor"
    if outputs.keys() != {MAIN}:
        return "it gives more than one tensor"
    if declared.parameters:
        return "what it learns would have to fit every field"
    return ""


def mapped(declared: Declared, fields: tuple[str, ...]) -> Declared:
    """The declaration of a stage that is applied to each field.

    Names on batch and time axes and in other ports are the same for all fields; the rest are
    each field's own.
    """
    contract = declared.contract
    shared = frozenset(_shared(contract.inputs)) | frozenset(_shared(contract.outputs))
    private = {*_spread_names(contract), *(n.text for n in names_of_contract(contract))} - shared
    own = [_Renaming(field, private) for field in fields]
    inputs = [
        each
        for port, node in contract.inputs
        for each in (_spread(port, node, own) if port == MAIN else ((port, node),))
    ]
    outputs = [each for port, node in contract.outputs for each in _spread(port, node, own)]
    return evolve(
        declared,
        contract=evolve(contract, inputs=tuple(inputs), outputs=tuple(outputs)),
        where=tuple(dict.fromkeys(name.where(w) for w in declared.where for name in own)),
        flops=_sum(name.dim(declared.flops) for name in own),
        activations=_sum(name.dim(declared.activations) for name in own),
        kept=_sum(name.dim(declared.kept) for name in own),
    )


def _shared(ports: Ports) -> Iterator[str]:
    """Names that mean one size to all fields."""
    for port, item in _items(ports):
        match item:
            case Axis(dim, role) if port != MAIN or role in SHARED_ROLES:
                yield from (name.text for name in names_of(dim))
            case Variadic(text) if port != MAIN:
                yield text or ELLIPSIS
            case _:
                pass


def _spread_names(contract: Contract) -> Iterator[str]:
    """Names that stand for any number of axes."""
    for _, item in _items((*contract.inputs, *contract.outputs)):
        if isinstance(item, Variadic):
            yield item.name or ELLIPSIS


def _items(ports: Ports) -> Iterator[tuple[str, ShapeItem]]:
    for port, node in ports:
        for item in node.shape if isinstance(node, Tensor) else ():
            yield port, item


def _spread(port: str, node: Port, own: list[_Renaming]) -> Iterator[tuple[str, Port]]:
    for name in own:
        yield member(port, name.field), name.tensor(node) if isinstance(node, Tensor) else node


def _sum(dims: Iterator[Dim]) -> Dim:
    return reduce(lambda left, right: Binary("+", left, right, at=left.at), dims)


class _Renaming:
    """Gives one field names of its own: `C` becomes `means.C`."""

    def __init__(self, field: str, private: set[str]) -> None:
        self.field = field
        self.private = private

    def name(self, text: str) -> str:
        return f"{self.field}.{text}"

    def tensor(self, tensor: Tensor) -> Tensor:
        domain = None if tensor.domain is None else self.domain(tensor.domain)
        return evolve(tensor, shape=tuple(map(self.item, tensor.shape)), domain=domain)

    def item(self, item: ShapeItem) -> ShapeItem:
        match item:
            case Axis(dim):
                return evolve(item, dim=self.dim(dim))
            case Variadic(text) if (text or ELLIPSIS) in self.private:
                return evolve(item, name=self.name(text or ELLIPSIS))
            case _:
                return item

    def dim(self, dim: Dim) -> Dim:
        match dim:
            case Name(text) if text in self.private:
                return evolve(dim, text=self.name(text))
            case Negation(operand):
                return evolve(dim, operand=self.dim(operand))
            case Binary(_, left, right):
                return evolve(dim, left=self.dim(left), right=self.dim(right))
            case Call(_, arguments):
                return evolve(dim, arguments=tuple(map(self.dim, arguments)))
            case _:
                return dim

    def where(self, where: Where) -> Where:
        return evolve(where, terms=tuple(map(self.dim, where.terms)))

    def domain(self, domain: Domain) -> Domain:
        return evolve(domain, parts=tuple(map(self._part, domain.parts)))

    def _part(self, part: Interval | Points) -> Interval | Points:
        match part:
            case Points(values):
                return evolve(part, values=tuple(map(self.dim, values)))
            case Interval(low, high):
                return evolve(part, low=self._bound(low), high=self._bound(high))

    def _bound(self, bound: Bound) -> Bound:
        match bound:
            case Infinity() | Real():
                return bound
            case dim:
                return self.dim(dim)
