"""Expressions rewritten by what is known: `4*(L//4)` is `L` where `L % 4 == 0`."""

from __future__ import annotations

from collections.abc import Mapping
from math import gcd

from graphnet.contract.algebra import ZERO, Polynomial, constant, symbol
from graphnet.contract.assumptions import Assumptions, is_quotient, origin, quotient
from graphnet.contract.atoms import Atom, Extremum, Floor, Opaque, Power, Symbol
from graphnet.contract.bounds import bounds
from graphnet.contract.division import floor_divide, is_positive
from graphnet.contract.polynomial import substitute
from graphnet.contract.powers import maximum, minimum, power, rebuild


def simplify(p: Polynomial, known: Assumptions) -> Polynomial:
    """The same number for every size that is allowed, written as simply as is known."""
    if p.as_int is not None:
        return p
    reduced = reduce_by(p, known)
    return reduced if reduced is p else _restore(reduced, known)


def reduce_by(p: Polynomial, known: Assumptions) -> Polynomial:
    """The expression with `L := m*q + r` put in for every `L % m == r`, in normal form."""
    if known.congruences or known.ranges:
        p = substitute(p, _replacements(p, known))
    return _fold(p, known) if known.ranges or _has_extremum(p) else p


def _replacements(p: Polynomial, known: Assumptions) -> Mapping[Symbol, Polynomial]:
    found = {}
    for which in p.symbols:
        limits = known.limits.get(which)
        congruence = known.by_symbol.get(which)
        if limits is not None and limits.low == limits.high:
            found[which] = constant(limits.low)
        elif congruence is not None and congruence.modulus > 1:
            whole = symbol(quotient(congruence)) * congruence.modulus
            found[which] = whole + congruence.remainder
    return found


def _restore(p: Polynomial, known: Assumptions) -> Polynomial:
    """Sizes again in the place of their quotients."""
    if not any(is_quotient(s) for s in p.symbols):
        return p
    result = ZERO
    for monomial, coefficient in p.terms:
        product, scale = constant(1), coefficient
        for atom, exponent in monomial:
            for _ in range(exponent if _is_quotient(atom) else 1):
                factor, scale = _restore_factor(atom, exponent, scale, known)
                product = product * factor
        result = result + product * scale
    return result


def _is_quotient(atom: Atom) -> bool:
    return isinstance(atom, Symbol) and is_quotient(atom)


def _restore_factor(
    atom: Atom, exponent: int, scale: int, known: Assumptions
) -> tuple[Polynomial, int]:
    """One factor, and what is left of the number before it: `4*q` is `L//4` where `L = 16*q`."""
    match atom:
        case Symbol() if _is_quotient(atom):
            congruence = known.congruence(origin(atom))
            taken = gcd(scale, congruence.modulus)
            left = congruence.modulus // taken
            whole = floor_divide(symbol(congruence.symbol), left)
            return whole - congruence.remainder // left, scale // taken
        case _:
            return power(_restore_atom(atom, known), exponent), scale


def _restore_atom(atom: Atom, known: Assumptions) -> Polynomial:
    if isinstance(atom, Floor):
        return _restore_division(atom.numerator, atom.divisor, known)
    return rebuild(atom, lambda part: _restore(part, known))


def _restore_division(numerator: Polynomial, divisor: Polynomial, known: Assumptions) -> Polynomial:
    """`(a*q + b)//d` as `(a*(L - r) + b*m)//(d*m)`: the same fraction, so the same quotient.

    The new numerator is a multiple of m, so less than m may be added to make its number simple.
    """
    scale = 1
    for which in sorted(numerator.symbols | divisor.symbols, key=lambda s: s.key):
        if is_quotient(which):
            modulus = known.congruence(origin(which)).modulus
            scale *= modulus ** max(_degree(numerator, which), _degree(divisor, which))
    restored = _restore(numerator * scale, known)
    if is_positive(divisor):
        restored = restored + -dict(restored.terms).get((), 0) % scale
    return floor_divide(restored, _restore(divisor * scale, known))


def _degree(p: Polynomial, which: Symbol) -> int:
    return max((dict(monomial).get(which, 0) for monomial, _ in p.terms), default=0)


def _has_extremum(p: Polynomial) -> bool:
    return any(_is_extremal(atom) for atom in p.atoms)


def _is_extremal(atom: Atom) -> bool:
    match atom:
        case Extremum():
            return True
        case Floor() | Power():
            return any(map(_has_extremum, atom.parts))
        case Symbol() | Opaque():
            return False


def _fold(p: Polynomial, known: Assumptions) -> Polynomial:
    """`max(1, L)` is `L` and `L//16` is 0 where `L < 16`: what cannot vary is not kept."""
    result = ZERO
    for monomial, coefficient in p.terms:
        product = constant(coefficient)
        for atom, exponent in monomial:
            product = product * power(_fold_atom(atom, known), exponent)
        result = result + product
    return result


def _fold_atom(atom: Atom, known: Assumptions) -> Polynomial:
    match atom:
        case Extremum(kind, arguments):
            kept = _winners(kind, [_fold(argument, known) for argument in arguments], known)
            return minimum(*kept) if kind == "min" else maximum(*kept)
        case Floor():
            folded = rebuild(atom, lambda part: _fold(part, known))
            low, high = bounds(folded, known)
            return folded if low is None or low != high else constant(low)
        case _:
            return rebuild(atom, lambda part: _fold(part, known))


def _winners(kind: str, arguments: list[Polynomial], known: Assumptions) -> list[Polynomial]:
    kept: list[Polynomial] = []
    for argument in arguments:
        if not any(_never_beats(kind, argument, other, known) for other in kept):
            kept = [o for o in kept if not _never_beats(kind, o, argument, known)]
            kept.append(argument)
    return kept


def _never_beats(kind: str, loser: Polynomial, winner: Polynomial, known: Assumptions) -> bool:
    distance = loser - winner if kind == "min" else winner - loser
    low = bounds(distance, known)[0]
    return low is not None and low >= 0
