"""What one symbol must stand for so that an expression is 0."""

from __future__ import annotations

from graphnet.contract.algebra import Polynomial, collect, constant, symbol
from graphnet.contract.assume import Assumptions, Contradiction, Relation, Undecided, assume_where
from graphnet.contract.atoms import Atom, Monomial, Power, Symbol
from graphnet.contract.bounds import bounds
from graphnet.contract.division import floor_divide, modulo, quotient_of
from graphnet.contract.powers import power
from graphnet.contract.simplify import reduce_by, simplify
from graphnet.contract.written import render
from graphnet.values import frozen


@frozen
class Solved:
    """The value of the symbol, and what must hold for it to be a size."""

    value: Polynomial
    requires: tuple[Relation, ...] = ()


@frozen
class Unsolved:
    """No number does; `why` is a message for people."""

    why: str


Solution = Solved | Unsolved | None


def solve_for(which: Symbol, p: Polynomial, known: Assumptions) -> Solution:
    """What `which` must be where `p` is 0; None where that is not known or not one number."""
    isolated = _isolate(which, p)
    if isolated is None:
        return None
    unknown, factor, target = isolated
    match unknown:
        case (Symbol(), 1):
            return _divided(which, target, factor, known)
        case (Symbol(), exponent):
            return _root(which, target, factor, exponent)
        case (Power(base, inner), exponent) if which not in base.symbols:
            return _logarithm(which, (base, inner * exponent), (target, factor), known)
    return None


def _isolate(which: Symbol, p: Polynomial) -> tuple[tuple[Atom, int], int, Polynomial] | None:
    """`factor * atom**exponent == target` where only the atom holds the symbol."""
    inside = [(m, c) for m, c in p.terms if any(which in atom.symbols for atom, _ in m)]
    if len(inside) != 1:
        return None
    ((monomial, factor),) = inside
    atoms = [(atom, e) for atom, e in monomial if which in atom.symbols]
    others = tuple(power for power in monomial if power != atoms[0])
    target = _exact(collect({monomial: factor}) - p, others)
    return None if len(atoms) != 1 or target is None else (atoms[0], factor, target)


def _exact(p: Polynomial, product: Monomial) -> Polynomial | None:
    """`p` divided by a product of atoms, where every term holds it."""
    terms = {}
    for monomial, coefficient in p.terms:
        quotient = quotient_of(monomial, product)
        if quotient is None:
            return None
        terms[quotient] = coefficient
    return collect(terms)


def _divided(which: Symbol, target: Polynomial, factor: int, known: Assumptions) -> Solution:
    """`factor*which == target`."""
    if factor < 0:
        target, factor = -target, -factor
    left_over = simplify(modulo(target, factor), known)
    if any(s.owner for s in left_over.symbols):
        return None
    value = simplify(floor_divide(target, factor), known)
    whole = Relation(left_over, "==", constant(0))
    match assume_where([whole], known):
        case Contradiction():
            return _unsolved(which, symbol(which) * factor, target)
        case Undecided():
            return None
        case Assumptions() as with_whole:
            found = as_size(which, simplify(value, with_whole), with_whole)
            if with_whole is known or isinstance(found, Unsolved):
                return found
            return Solved(found.value, (whole, *found.requires))


def _unsolved(which: Symbol, left: Polynomial, right: Polynomial) -> Unsolved:
    equation = f"`{render(left)} == {render(right)}`"
    return Unsolved(f"no whole number `{which.name}` makes {equation}")


def as_size(which: Symbol, value: Polynomial, known: Assumptions) -> Solved | Unsolved:
    """The value, if it can be as large as the smallest size."""
    low, high = bounds(reduce_by(value, known), known)
    if high is not None and high < which.least:
        return Unsolved(f"`{which.name}` would be {render(value)}, and a size is at least 1")
    if low is None or low < which.least:
        return Solved(value, (Relation(value, ">=", constant(which.least)),))
    return Solved(value)


def _root(which: Symbol, target: Polynomial, factor: int, exponent: int) -> Solution:
    """`factor*which**exponent == target`, for numbers."""
    number = target.as_int
    if number is None:
        return None
    root = _integer_root(number // factor, exponent)
    if root < which.least or factor * root**exponent != number:
        return _unsolved(which, power(symbol(which), exponent) * factor, target)
    return Solved(constant(root))


def _integer_root(number: int, exponent: int) -> int:
    """The largest number whose power is not above `number`; 0 for what has none."""
    low, high = 0, 1 << (max(number, 1).bit_length() // exponent + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**exponent <= number else (low, middle - 1)
    return low


def _logarithm(
    which: Symbol,
    unknown: tuple[Polynomial, Polynomial],
    equation: tuple[Polynomial, int],
    known: Assumptions,
) -> Solution:
    """`factor * base**exponent == target`."""
    (base, exponent), (target, factor) = unknown, equation
    known_power = _same_base(base, target, factor)
    if known_power is not None:
        return solve_for(which, exponent - known_power, known)
    number, of = target.as_int, base.as_int
    if number is None or of is None or of < 2:
        return None
    steps = _integer_logarithm(number // factor, of)
    if number % factor or of**steps != number // factor:
        return _unsolved(which, power(base, exponent) * factor, target)
    return solve_for(which, exponent - steps, known)


def _same_base(base: Polynomial, target: Polynomial, factor: int) -> Polynomial | None:
    """The exponent of the other side, where it is a power of the same base."""
    match target.terms:
        case (((((Power(other, exponent), times),), scale)),) if (other, scale) == (base, factor):
            return exponent * times
    return None


def _integer_logarithm(number: int, base: int) -> int:
    steps = 0
    while number >= base:
        number, steps = number // base, steps + 1
    return steps
