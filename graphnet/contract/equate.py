"""Whether two expressions are the same number for all sizes, and what makes them so."""

from __future__ import annotations

from collections.abc import Mapping

from graphnet.contract.algebra import ZERO, Polynomial
from graphnet.contract.assumptions import Assumptions, Relation
from graphnet.contract.atoms import Symbol
from graphnet.contract.invert import Solved, Unsolved, as_size, solve_for
from graphnet.contract.prove import always_zero
from graphnet.contract.simplify import reduce_by, simplify
from graphnet.contract.witness import first_witness
from graphnet.contract.written import render
from graphnet.values import field, frozen


@frozen
class Equal:
    """The same number for every size that is allowed."""


@frozen
class Bind:
    """The same number once `symbol` stands for `polynomial` and what it requires holds."""

    symbol: Symbol
    polynomial: Polynomial
    requires: tuple[Relation, ...] = ()


@frozen
class Different:
    """Not the same: at the sizes of the witness, which are allowed, the two numbers differ."""

    witness: Mapping[str, int] = field(hash=False)
    left: int
    right: int


@frozen
class Unsolvable:
    """No number in the place of `symbol` makes the two the same."""

    symbol: Symbol
    left: Polynomial
    right: Polynomial
    why: str


@frozen
class Unknown:
    """Neither proved nor refuted."""

    why: str


Verdict = Equal | Bind | Different | Unsolvable | Unknown

EQUAL = Equal()


def equate(left: Polynomial, right: Polynomial, known: Assumptions) -> Verdict:
    """Compare two expressions; symbols with an owner may be bound, one a call."""
    if left == right:
        return EQUAL
    a, b = left.as_int, right.as_int
    if a is not None and b is not None:
        return Different({}, a, b)
    if all(not which.owner for which in left.symbols | right.symbols):
        return _compare(left, right, known)
    return _alias(left, right, known) or _bind(left, right, known)


def _compare(left: Polynomial, right: Polynomial, known: Assumptions) -> Verdict:
    """Compare two expressions over free sizes: a proof, a witness, or neither."""
    distance = left - right
    reduced = reduce_by(distance, known)
    if always_zero(reduced, known):
        return EQUAL
    found = first_witness(left, right, reduced, known)
    if found is None:
        return Unknown("no size was found where the two differ, and none was proved to be missing")
    named = sorted((which.name, found.sizes[which]) for which in left.symbols | right.symbols)
    return Different(dict(named), found.left, found.right)


def _alias(left: Polynomial, right: Polynomial, known: Assumptions) -> Verdict | None:
    """The common case, without arithmetic: one side is a symbol that may be bound."""
    for side, other in ((left, right), (right, left)):
        match side.terms:
            case (((((Symbol(owner=owner) as which, 1),), 1)),) if owner:
                if which in other.symbols:
                    continue
                match as_size(which, other, known):
                    case Solved(value, requires):
                        return Bind(which, value, requires)
                    case Unsolved(why):
                        return Unsolvable(which, left, right, why)
    return None


def _bind(left: Polynomial, right: Polynomial, known: Assumptions) -> Verdict:
    """Solve for one symbol that may be bound."""
    distance = simplify(left - right, known)
    if not distance.terms:
        return EQUAL
    unknown = sorted((s for s in distance.symbols if s.owner), key=lambda s: s.key)
    if not unknown:
        return _without_unknowns(left, right, distance, known)
    refused: Unsolved | None = None
    for which in unknown:
        match solve_for(which, distance, known):
            case Solved(value, requires):
                return Bind(which, value, requires)
            case Unsolved() as outcome:
                refused = refused or outcome
    if refused is not None and len(unknown) == 1:
        return Unsolvable(unknown[0], left, right, refused.why)
    return Unknown(f"{' and '.join(f'`{s.name}`' for s in unknown)} cannot be solved for here")


def _without_unknowns(
    left: Polynomial, right: Polynomial, distance: Polynomial, known: Assumptions
) -> Verdict:
    """Two sides whose unknown symbols are the same and cancel out: `u + L` and `u + 4`."""
    verdict = _compare(distance, ZERO, known)
    if not isinstance(verdict, Different):
        return verdict
    private = min((s for s in left.symbols | right.symbols if s.owner), key=lambda s: s.key)
    why = f"`{render(left)}` and `{render(right)}` differ whatever `{private.name}` is"
    return Unsolvable(private, left, right, why)


def render_witness(different: Different, here: str = "here", there: str = "there") -> str:
    """`at L = 16: 3 here, 4 there`."""
    sizes = ", ".join(f"{name} = {value}" for name, value in different.witness.items())
    numbers = f"{different.left} {here}, {different.right} {there}"
    return f"at {sizes}: {numbers}" if sizes else numbers
