"""What is known of the free sizes of a plan, and who asked for it."""

from __future__ import annotations

from typing import Literal

from graphnet.contract.algebra import Polynomial
from graphnet.contract.atoms import Symbol
from graphnet.contract.written import render
from graphnet.text import Span
from graphnet.values import field, frozen

Operator = Literal["==", "!=", "<", "<=", ">", ">="]


@frozen
class Reason:
    """Who asked for something: words for people, and the place where it is written."""

    text: str
    span: Span | None = None


Reasons = tuple[Reason, ...]


@frozen
class Relation:
    """A comparison between two expressions; `text` is how it was written, where it was."""

    left: Polynomial
    operator: Operator
    right: Polynomial
    reasons: Reasons = field(default=(), eq=False)
    text: str = field(default="", eq=False)


@frozen
class Congruence:
    """`symbol % modulus == remainder`."""

    symbol: Symbol
    modulus: int
    remainder: int
    reasons: Reasons = field(default=(), eq=False)


@frozen
class Range:
    """`low <= symbol <= high`; without `high` there is no end."""

    symbol: Symbol
    low: int
    high: int | None = None
    reasons: Reasons = field(default=(), eq=False)


@frozen(slots=False, cache_hash=True)
class Assumptions:
    """All that is known: one congruence and one range a symbol, and facts that are neither.

    Every symbol is at least 1, whether or not it is named here.
    """

    congruences: tuple[Congruence, ...] = ()
    ranges: tuple[Range, ...] = ()
    facts: tuple[Relation, ...] = ()
    by_symbol: dict[Symbol, Congruence] = field(init=False, eq=False, repr=False)
    limits: dict[Symbol, Range] = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "by_symbol", {c.symbol: c for c in self.congruences})
        object.__setattr__(self, "limits", {r.symbol: r for r in self.ranges})

    def congruence(self, which: Symbol) -> Congruence:
        """What the symbol leaves when divided; modulus 1 where nothing is known."""
        return self.by_symbol.get(which) or Congruence(which, 1, 0)

    def range(self, which: Symbol) -> Range:
        """Between which numbers a symbol lies, also one that stands for a quotient."""
        if not is_quotient(which):
            return self.limits.get(which) or Range(which, which.least)
        congruence = self.congruence(origin(which))
        limits = self.range(congruence.symbol)
        modulus, remainder = congruence.modulus, congruence.remainder
        high = None if limits.high is None else (limits.high - remainder) // modulus
        return Range(which, -((remainder - limits.low) // modulus), high)

    def modulus_of(self, name: str) -> int:
        """The block of a free size of the spec: 16 where `L % 16 == 0` is asked."""
        return self.congruence(Symbol(name)).modulus


NOTHING = Assumptions()

_QUOTIENT = "\0"
"""The owner of a quotient starts with what no owner in a spec can hold."""


def quotient(congruence: Congruence) -> Symbol:
    """The symbol that stands for `q` where `L = m*q + r` is put in the place of `L`."""
    name, owner = congruence.symbol.name, congruence.symbol.owner
    return Symbol(name, _QUOTIENT + owner, 0 if congruence.remainder else 1)


def is_quotient(which: Symbol) -> bool:
    """Whether a symbol stands for a quotient."""
    return which.owner.startswith(_QUOTIENT)


def origin(which: Symbol) -> Symbol:
    """The size that a quotient was taken of."""
    return Symbol(which.name, which.owner[len(_QUOTIENT) :])


def render_relation(relation: Relation) -> str:
    """`L1 <= L`."""
    return f"{render(relation.left)} {relation.operator} {render(relation.right)}"


def render_congruence(congruence: Congruence) -> str:
    """`L % 16 == 0`."""
    return f"{congruence.symbol.name} % {congruence.modulus} == {congruence.remainder}"


def render_range(limits: Range) -> str:
    """`L >= 8`, `L == 8` or `8 <= L <= 16`."""
    name, low, high = limits.symbol.name, limits.low, limits.high
    if high is None:
        return f"{name} >= {low}"
    if low == high:
        return f"{name} == {low}"
    return f"{name} <= {high}" if low <= 1 else f"{low} <= {name} <= {high}"


def conditions(assumptions: Assumptions) -> tuple[str, ...]:
    """Everything known, as contract text."""
    return (
        *map(render_congruence, assumptions.congruences),
        *map(render_range, assumptions.ranges),
        *map(render_relation, assumptions.facts),
    )


def compares(left: int, operator: Operator, right: int) -> bool:
    """Whether a comparison of two numbers is true."""
    match operator:
        case "==":
            return left == right
        case "!=":
            return left != right
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
        case ">=":
            return left >= right
