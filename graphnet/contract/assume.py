"""Conditions on sizes: assumed where they can hold, refused where they cannot, naming who asked."""

from __future__ import annotations

from collections.abc import Iterable

from graphnet.contract.algebra import Polynomial
from graphnet.contract.assumptions import (
    NOTHING,
    Assumptions,
    Congruence,
    Range,
    Reason,
    Reasons,
    Relation,
    compares,
    conditions,
    render_congruence,
    render_range,
    render_relation,
)
from graphnet.contract.atoms import Symbol
from graphnet.contract.binding import Broken, holds
from graphnet.contract.bounds import bounds
from graphnet.contract.meet import Clash, meet_congruence, meet_range
from graphnet.contract.quasi import is_zero
from graphnet.contract.residues import Residue, linear_in_one, one_division, residue_where_zero
from graphnet.contract.simplify import reduce_by, simplify
from graphnet.values import evolve, frozen

__all__ = [
    "NOTHING",
    "Assumptions",
    "Broken",
    "Congruence",
    "Contradiction",
    "Range",
    "Reason",
    "Reasons",
    "Relation",
    "Undecided",
    "assume_where",
    "conditions",
    "holds",
    "render_congruence",
    "render_range",
    "render_relation",
    "simplify",
]


@frozen
class Contradiction:
    """No size satisfies `relation` and what was known; `against` says who asked for that."""

    relation: Relation
    why: str
    against: Reasons = ()


@frozen
class Undecided:
    """The relation speaks of symbols that have no value yet; nothing was assumed."""

    relation: Relation
    symbols: tuple[Symbol, ...]


Outcome = Assumptions | Contradiction | Undecided


def assume_where(relations: Iterable[Relation], known: Assumptions) -> Outcome:
    """What is known once all relations hold too; the same object where nothing is new."""
    for relation in relations:
        outcome = _assume(relation, known)
        if not isinstance(outcome, Assumptions):
            return outcome
        known = outcome
    return known


def _assume(relation: Relation, known: Assumptions) -> Outcome:
    distance = reduce_by(relation.left - relation.right, known)
    number = distance.as_int
    if number is not None:
        true = compares(number, relation.operator, 0)
        return known if true else Contradiction(relation, _false(relation), _asked(relation, known))
    private = sorted((s for s in distance.symbols if s.owner.strip("\0")), key=lambda s: s.key)
    if private:
        return Undecided(relation, tuple(private))
    return _by_operator(distance, relation, known)


def _by_operator(distance: Polynomial, relation: Relation, known: Assumptions) -> Outcome:
    """Assume what the relation says of the distance between its sides."""
    match relation.operator:
        case "==":
            return _equal(distance, relation, known)
        case "!=":
            return _unequal(distance, relation, known)
        case "<" | "<=":
            strict = relation.operator == "<"
            return _natural(-distance - int(strict), relation, known)
        case ">" | ">=":
            strict = relation.operator == ">"
            return _natural(distance - int(strict), relation, known)


def _equal(distance: Polynomial, relation: Relation, known: Assumptions) -> Outcome:
    """Assume that an expression is 0."""
    match residue_where_zero(distance):
        case Residue() as residue:
            return _meet(meet_congruence(residue, relation.reasons, known), relation, known)
        case Range() as limits:
            return _meet(meet_range(limits, relation.reasons, known), relation, known)
        case "never":
            return Contradiction(relation, _impossible(relation, known), _asked(relation, known))
        case "always":
            return known
    low, high = bounds(distance, known)
    if (low is not None and low > 0) or (high is not None and high < 0):
        return Contradiction(relation, _impossible(relation, known), _asked(relation, known))
    return known if is_zero(distance, known) else _fact(relation, known)


def _unequal(distance: Polynomial, relation: Relation, known: Assumptions) -> Outcome:
    """Assume that an expression is not 0."""
    low, high = bounds(distance, known)
    if (low is not None and low > 0) or (high is not None and high < 0):
        return known
    match residue_where_zero(distance):
        case "never":
            return known
        case "always":
            return Contradiction(relation, _impossible(relation, known), _asked(relation, known))
        case Residue(which, 2, remainder):
            other = Residue(which, 2, 1 - remainder)
            return _meet(meet_congruence(other, relation.reasons, known), relation, known)
    return _fact(relation, known)


def _natural(p: Polynomial, relation: Relation, known: Assumptions) -> Outcome:
    """Assume that an expression is at least 0."""
    low, high = bounds(p, known)
    if low is not None and low >= 0:
        return known
    if high is not None and high < 0:
        return Contradiction(relation, _impossible(relation, known), _asked(relation, known))
    limits = _limits(p)
    if limits is None:
        return _fact(relation, known)
    return _meet(meet_range(limits, relation.reasons, known), relation, known)


def _limits(p: Polynomial) -> Range | None:
    """Between which numbers a symbol lies where `c*x + k >= 0` or `c*(x//d) + k >= 0`."""
    linear = linear_in_one(p)
    if linear is not None:
        which, factor, offset = linear
        if factor > 0:
            return Range(which, -(offset // factor), None)
        return Range(which, which.least, offset // -factor)
    division = one_division(p)
    if division is None:
        return None
    numerator, divisor, factor, offset = division
    if factor > 0:
        return _limits(numerator + (offset // factor) * divisor)
    return _limits(-numerator + ((offset // -factor + 1) * divisor - 1))


def _fact(relation: Relation, known: Assumptions) -> Assumptions:
    """A condition that is neither a congruence nor a range is kept as it is written."""
    if relation in known.facts:
        return known
    return evolve(known, facts=(*known.facts, relation))


def _meet(met: Assumptions | Clash, relation: Relation, known: Assumptions) -> Outcome:
    if isinstance(met, Assumptions):
        return met
    return Contradiction(relation, _impossible(relation, known), _asked(relation, known))


def _false(relation: Relation) -> str:
    """Why a comparison of numbers fails."""
    written = relation.text or render_relation(relation)
    left, right = relation.left.as_int, relation.right.as_int
    if left is None or right is None:
        return f"`{written}` is never true"
    return f"`{written}` is false: {left} on the left, {right} on the right"


def _impossible(relation: Relation, known: Assumptions) -> str:
    """Why a condition cannot hold beside what is known."""
    written = relation.text or render_relation(relation)
    symbols = sorted((relation.left - relation.right).symbols, key=lambda s: s.key)
    names = " and ".join(f"`{which.name}`" for which in symbols)
    have = [f"`{text}`" for which in symbols for text in _conditions_on(which, known)]
    if not have:
        return f"no {names} satisfies `{written}`"
    return f"no {names} satisfies `{written}` together with {' and '.join(have)}"


def _conditions_on(which: Symbol, known: Assumptions) -> Iterable[str]:
    if which in known.by_symbol:
        yield render_congruence(known.congruence(which))
    if which in known.limits:
        yield render_range(known.range(which))


def _asked(relation: Relation, known: Assumptions) -> Reasons:
    """Who asked for what is known of the relation's symbols, each once."""
    found: dict[Reason, None] = {}
    for which in sorted((relation.left - relation.right).symbols, key=lambda s: s.key):
        found |= dict.fromkeys(known.congruence(which).reasons)
        found |= dict.fromkeys(known.range(which).reasons)
    return tuple(found)
