"""Integer polynomials in normal form: two that look different may agree, two that look alike do.

Every operation gives an answer. What has no value (`x // 0`) stays as it was written, and what
would be too large to keep becomes `Opaque`, which equals nothing but itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import sha256
from typing import final

from graphnet.contract.atoms import Atom, Extremum, Floor, Monomial, Opaque, Power, Symbol
from graphnet.contract.lazy import lazy
from graphnet.values import frozen

BITS = 4097
"""The longest number kept, in bits: `2**4096` is the largest power of two."""

WEIGHT = 500
"""The largest expression kept, in terms and atoms."""


@final
@frozen(slots=False, cache_hash=True)
class Polynomial:
    """A sum of integer multiples of products of atoms, in normal form."""

    terms: tuple[tuple[Monomial, int], ...]

    @lazy
    def key(self) -> str:
        """What expressions are ordered by."""
        return "+".join(f"{c}*{_monomial_key(m)}" for m, c in self.terms)

    @lazy
    def symbols(self) -> frozenset[Symbol]:
        """Every symbol inside, also those inside atoms."""
        found = [atom.symbols for monomial, _ in self.terms for atom, _ in monomial]
        return found[0] if len(found) == 1 else frozenset[Symbol]().union(*found)

    @lazy
    def weight(self) -> int:
        """How many terms and atoms it has, counting inside atoms too."""
        inside = sum([atom.weight for monomial, _ in self.terms for atom, _ in monomial])
        return len(self.terms) + inside

    @lazy
    def as_int(self) -> int | None:
        """The number it is, or None where symbols are left."""
        match self.terms:
            case ():
                return 0
            case (((), number),):
                return number
        return None

    @property
    def atoms(self) -> Iterable[Atom]:
        """The atoms of all terms, without what is inside them."""
        return (atom for monomial, _ in self.terms for atom, _ in monomial)

    def __repr__(self) -> str:
        return f"<{self.key}>"

    def __add__(self, other: Polynomial | int) -> Polynomial:
        return _add(self, other if isinstance(other, Polynomial) else constant(other))

    def __neg__(self) -> Polynomial:
        return Polynomial(tuple((m, -c) for m, c in self.terms))

    def __sub__(self, other: Polynomial | int) -> Polynomial:
        return self + -other

    def __mul__(self, other: Polynomial | int) -> Polynomial:
        return _multiply(self, other if isinstance(other, Polynomial) else constant(other))


ZERO = Polynomial(())
ONE = Polynomial((((), 1),))


@lru_cache(maxsize=1024)
def constant(value: int) -> Polynomial:
    """A number."""
    return Polynomial((((), value),)) if value else ZERO


def symbol(which: Symbol | str) -> Polynomial:
    """A size without a number; a plain name makes a rigid one."""
    return _alone(Symbol(which) if isinstance(which, str) else which)


def _alone(atom: Atom) -> Polynomial:
    return Polynomial(((((atom, 1),), 1),))


def atomic(atom: Atom) -> Polynomial:
    """One atom as an expression, or what stands for it where it is too large to keep."""
    result = _alone(atom)
    return result if atom.weight < WEIGHT else opaque("atom", result)


def opaque(operation: str, *operands: Polynomial) -> Polynomial:
    """What stands for the result of an operation that is too large to keep."""
    text = f"{operation}:{'|'.join(operand.key for operand in operands)}"
    symbols = frozenset[Symbol]().union(*(operand.symbols for operand in operands))
    digest = sha256(text.encode()).hexdigest()[:32]
    return _alone(Opaque(digest, symbols))


def is_oversized(p: Polynomial) -> bool:
    """Whether something in it was too large to keep."""
    return any(_has_opaque(atom) for atom in p.atoms)


def _has_opaque(atom: Atom) -> bool:
    match atom:
        case Symbol():
            return False
        case Opaque():
            return True
        case Floor() | Power() | Extremum():
            return any(map(is_oversized, atom.parts))


def collect(terms: Mapping[Monomial, int]) -> Polynomial:
    """The sum of the terms, without zeros and in order."""
    kept = [(m, c) for m, c in terms.items() if c]
    if len(kept) > 1:
        kept.sort(key=_order)
    return Polynomial(tuple(kept))


def total(parts: Iterable[Polynomial]) -> Polynomial:
    """The sum of many."""
    terms: dict[Monomial, int] = {}
    for part in parts:
        for monomial, coefficient in part.terms:
            terms[monomial] = terms.get(monomial, 0) + coefficient
    return collect(terms)


def join(left: Monomial, right: Monomial) -> Monomial:
    """The product of two monomials."""
    if not left or not right:
        return left or right
    exponents = dict(left)
    for atom, exponent in right:
        exponents[atom] = exponents.get(atom, 0) + exponent
    return tuple(sorted(exponents.items(), key=_atom_order))


def _atom_order(power: tuple[Atom, int]) -> str:
    return power[0].key


def _order(term: tuple[Monomial, int]) -> tuple[int, str]:
    return sum(exponent for _, exponent in term[0]), _monomial_key(term[0])


def _monomial_key(monomial: Monomial) -> str:
    return "*".join(f"{atom.key}^{exponent}" for atom, exponent in monomial)


def _add(left: Polynomial, right: Polynomial) -> Polynomial:
    a, b = left.as_int, right.as_int
    if a is not None and b is not None:
        return _number(a + b, "+", left, right)
    if a == 0 or b == 0:
        return right if a == 0 else left
    result = total((left, right))
    return result if result.weight <= WEIGHT else opaque("+", left, right)


def _multiply(left: Polynomial, right: Polynomial) -> Polynomial:
    a, b = left.as_int, right.as_int
    if a is not None and b is not None:
        return _number(a * b, "*", left, right)
    if a == 1 or b == 1:
        return right if a == 1 else left
    if len(left.terms) * len(right.terms) > WEIGHT:
        return opaque("*", left, right)
    terms: dict[Monomial, int] = {}
    for m, c in left.terms:
        for n, d in right.terms:
            product = join(m, n)
            terms[product] = terms.get(product, 0) + c * d
    result = collect(terms)
    return result if is_keepable(result) else opaque("*", left, right)


def _number(value: int, operation: str, left: Polynomial, right: Polynomial) -> Polynomial:
    fits = value.bit_length() <= BITS
    return constant(value) if fits else opaque(operation, left, right)


def is_keepable(p: Polynomial) -> bool:
    """Whether the numbers and the number of atoms are within the limits."""
    return p.weight <= WEIGHT and all(c.bit_length() <= BITS for _, c in p.terms)
