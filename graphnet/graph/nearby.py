"""What the names in a refused condition stand for, and which stated sizes would do instead."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping

from graphnet.contract.lower import UnknownName, Unworkable, lower_where
from graphnet.contract.polynomial import Polynomial, Symbol, constant, render
from graphnet.contract.syntax import Name, Where
from graphnet.diagnostics import Fix
from graphnet.graph.bindings import Bindings
from graphnet.graph.flat import FlatStage
from graphnet.graph.names import names_of
from graphnet.graph.sizes import Scope
from graphnet.values import evolve, frozen

FURTHEST = 4096
"""How far from a stated size another one is looked for."""

_HOLDS: Mapping[str, Callable[[int, int], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@frozen
class Known:
    """A private size whose value is a number, and what the spec calls it."""

    name: str
    value: int
    called: str


def known_sizes(where: Where, stage: FlatStage, bindings: Bindings) -> tuple[Known, ...]:
    """The names of a condition that have numbers, in the order in which they are written."""
    found: dict[str, Known] = {}
    for term in where.terms:
        for name in names_of(term):
            private = Symbol(name.text, stage.path)
            value = bindings.value(private).as_int
            if value is not None:
                found[name.text] = Known(name.text, value, render(bindings.name(private)))
    return tuple(found.values())


def called_as_stated(known: tuple[Known, ...], scope: Scope) -> tuple[Known, ...]:
    """The same, where a size that is worked out is also stated under its own name.

    `bits` of a source is 24 because its contract says `[0, n_classes)`, and `[sizes]` has
    `bits = 24` and `n_classes = "2**bits"`.
    """
    return tuple(
        evolve(size, called=size.name)
        if size.called == str(size.value) and _is_stated(size, scope)
        else size
        for size in known
    )


def _is_stated(size: Known, scope: Scope) -> bool:
    value = scope.named.get(size.name)
    numbers = scope.values.get(size.name)
    is_plain = value is not None and value.as_int is None
    return is_plain and numbers is not None and numbers.as_int == size.value


def notes_of(known: tuple[Known, ...], scope: Scope) -> tuple[str, ...]:
    """What each name stands for: `H` is 1028 (`d_model`, line 10)."""
    notes = []
    for size in known:
        place = scope.places.get(size.called)
        line = "" if place is None else f", line {place.position[0]}"
        called = "" if size.called == str(size.value) else f" (`{size.called}`{line})"
        notes.append(f"`{size.name}` is {size.value}{called}")
    return tuple(notes)


def others_that_would_do(
    known: tuple[Known, ...], stage: FlatStage, bindings: Bindings, scope: Scope
) -> Iterator[Fix]:
    """For each stated size among them: the nearest values at which the stage's conditions hold."""
    for size in known:
        if size.called in scope.places:
            below = range(size.value - 1, max(size.value - FURTHEST, 0), -1)
            above = range(size.value + 1, size.value + FURTHEST)
            sides = (_first(side, size, stage, bindings) for side in (below, above))
            values = [f"`{size.called} = {value}`" for value in sides if value is not None]
            if values:
                yield Fix(f"the nearest that would do: {' or '.join(values)}")


def false_condition(stage: FlatStage, bindings: Bindings) -> Where | None:
    """The first of a stage's conditions that is false, now that its sizes are known."""

    def read(name: Name) -> Polynomial:
        return bindings.value(Symbol(name.text, stage.path))

    return next((where for where in stage.declared.where if not _may_hold(where, read)), None)


def _first(side: range, size: Known, stage: FlatStage, bindings: Bindings) -> int | None:
    """The first value of a size at which no condition of the stage is false."""
    return next((value for value in side if _fits(value, size, stage, bindings)), None)


def _fits(value: int, size: Known, stage: FlatStage, bindings: Bindings) -> bool:
    """Whether no condition of the stage is false with a size put to a value."""

    def read(name: Name) -> Polynomial:
        private = Symbol(name.text, stage.path)
        return constant(value) if name.text == size.name else bindings.value(private)

    return all(_may_hold(where, read) for where in stage.declared.where)


def _may_hold(where: Where, read: Callable[[Name], Polynomial]) -> bool:
    relations = lower_where(where, read)
    if isinstance(relations, UnknownName | Unworkable):
        return False
    sides = ((r.left.as_int, r.operator, r.right.as_int) for r in relations)
    return all(a is None or b is None or _HOLDS[op](a, b) for a, op, b in sides)
