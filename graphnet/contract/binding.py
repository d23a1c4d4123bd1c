"""Whether numbers given to free sizes keep what is known of them, and which numbers would."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from graphnet.contract.assumptions import (
    Assumptions,
    Congruence,
    Range,
    Reasons,
    Relation,
    compares,
    render_congruence,
    render_range,
    render_relation,
)
from graphnet.contract.polynomial import try_evaluate
from graphnet.values import frozen


@frozen
class Broken:
    """A condition that numbers break; `nearest` are numbers for its one size that would do."""

    condition: str
    values: tuple[tuple[str, int], ...]
    reasons: Reasons = ()
    nearest: tuple[int, ...] = ()


def holds(known: Assumptions, bindings: Mapping[str, int]) -> tuple[Broken, ...]:
    """The conditions that the numbers break; those on names without a number are left out."""
    return (
        *_broken_congruences(known, bindings),
        *_broken_ranges(known, bindings),
        *_broken_facts(known.facts, bindings),
    )


def _broken_congruences(known: Assumptions, bindings: Mapping[str, int]) -> Iterator[Broken]:
    for congruence in known.congruences:
        name = congruence.symbol.name
        if name in bindings and (bindings[name] - congruence.remainder) % congruence.modulus:
            near = _nearest(bindings[name], congruence, known.range(congruence.symbol))
            condition, values = render_congruence(congruence), ((name, bindings[name]),)
            yield Broken(condition, values, congruence.reasons, near)


def _broken_ranges(known: Assumptions, bindings: Mapping[str, int]) -> Iterator[Broken]:
    for limits in known.ranges:
        name = limits.symbol.name
        if name in bindings and not _inside(bindings[name], limits):
            near = _nearest(bindings[name], known.congruence(limits.symbol), limits)
            condition, values = render_range(limits), ((name, bindings[name]),)
            yield Broken(condition, values, limits.reasons, near)


def _broken_facts(facts: tuple[Relation, ...], bindings: Mapping[str, int]) -> Iterator[Broken]:
    for fact in facts:
        names = sorted({s.name for s in fact.left.symbols | fact.right.symbols})
        if not names or not all(name in bindings for name in names):
            continue  # what no size has a part in, no choice of sizes can mend
        left, right = try_evaluate(fact.left, bindings), try_evaluate(fact.right, bindings)
        if left is None or right is None or not compares(left, fact.operator, right):
            condition = fact.text or render_relation(fact)
            yield Broken(condition, tuple((n, bindings[n]) for n in names), fact.reasons)


def _inside(value: int, limits: Range) -> bool:
    return limits.low <= value and (limits.high is None or value <= limits.high)


def _nearest(value: int, congruence: Congruence, limits: Range) -> tuple[int, ...]:
    """The closest numbers below and above that keep the congruence and the range."""
    modulus, remainder = congruence.modulus, congruence.remainder
    start = max(value, limits.low)
    above = start + (remainder - start) % modulus
    end = value if limits.high is None else min(value, limits.high)
    below = end - (end - remainder) % modulus
    return tuple(sorted({v for v in (below, above) if _inside(v, limits)}))
