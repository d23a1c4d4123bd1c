"""Proofs that an expression is 0 for all sizes: on a grid, case by case for `min` and `max`."""

from __future__ import annotations

from collections.abc import Iterator

from graphnet.contract.algebra import ZERO, Polynomial, atomic, constant, symbol
from graphnet.contract.assume import Contradiction, assume_where
from graphnet.contract.assumptions import Assumptions, Relation
from graphnet.contract.atoms import Atom, Extremum, Floor, Power, Symbol
from graphnet.contract.powers import power, rebuild
from graphnet.contract.quasi import is_zero, repeats

MOST_CASES = 6
"""How deep `min` and `max` are split into cases."""


def always_zero(p: Polynomial, known: Assumptions, depth: int = MOST_CASES) -> bool:
    """Whether the expression is proved to be 0 for every size that is allowed."""
    if not p.terms:
        return True
    extremum = next(_innermost(p), None)
    if extremum is not None:
        return depth > 0 and _zero_in_all_cases(p, extremum, known, depth - 1)
    return is_zero(p if repeats(p) is not None else _name_atoms(p), known) is True


def _zero_in_all_cases(p: Polynomial, split: Extremum, known: Assumptions, depth: int) -> bool:
    """Put each argument in the place of the extremum, where it can be the one that wins."""
    for argument in split.arguments:
        others = [other for other in split.arguments if other is not argument]
        case = assume_where((_wins(split.kind, argument, other) for other in others), known)
        if isinstance(case, Contradiction):
            continue
        there = case if isinstance(case, Assumptions) else known
        chosen = _replace(p, split, argument)
        if len(others) == 1:
            chosen = _replace(chosen, _counterpart(split), others[0])
        if not always_zero(chosen, there, depth):
            return False
    return True


def _wins(kind: str, winner: Polynomial, other: Polynomial) -> Relation:
    left, right = (winner, other) if kind == "min" else (other, winner)
    return Relation(left, "<=", right)


def _counterpart(of: Extremum) -> Extremum:
    """The `max` of the same arguments for a `min`, and the other way round."""
    return Extremum("max" if of.kind == "min" else "min", of.arguments)


def _innermost(p: Polynomial) -> Iterator[Extremum]:
    """The extrema that have no extremum inside."""
    for atom in p.atoms:
        if isinstance(atom, Floor | Power | Extremum):
            for part in atom.parts:
                yield from _innermost(part)
        if isinstance(atom, Extremum):
            yield atom


def _replace(p: Polynomial, old: Atom, new: Polynomial) -> Polynomial:
    """The expression with another in the place of one atom."""
    result = ZERO
    for monomial, coefficient in p.terms:
        product = constant(coefficient)
        for atom, exponent in monomial:
            product = product * power(_replace_in(atom, old, new), exponent)
        result = result + product
    return result


def _replace_in(atom: Atom, old: Atom, new: Polynomial) -> Polynomial:
    if atom == old:
        return new
    return rebuild(atom, lambda part: _replace(part, old, new))


def _name_atoms(p: Polynomial) -> Polynomial:
    """The expression with a symbol for every power and every division by sizes.

    What is 0 whatever numbers those stand for is 0 for the numbers they are.
    """
    for atom in _unruly(p):
        p = _replace(p, atom, symbol(Symbol(atom.key, "\1atom", 0)))
    return p


def _unruly(p: Polynomial) -> tuple[Atom, ...]:
    """The outermost atoms that do not repeat."""
    found: dict[Atom, None] = {}
    for atom in p.atoms:
        if repeats(atomic(atom)) is not None:
            continue
        if isinstance(atom, Floor) and atom.divisor.as_int:
            found |= dict.fromkeys(_unruly(atom.numerator))
        else:
            found[atom] = None
    return tuple(found)
