"""Values held against values: whether one port's domain lies in another's, or is the same."""

from __future__ import annotations

from collections.abc import Iterator

from graphnet.contract.assume import Reasons
from graphnet.contract.domain import (
    Inside,
    Limit,
    Outside,
    SolvedDomain,
    SolvedInterval,
    domain_symbols,
    is_inside,
    paired_limits,
    render_domain,
)
from graphnet.contract.polynomial import Polynomial
from graphnet.graph.bindings import Bindings
from graphnet.graph.plan import PlannedAxis

Pairs = tuple[tuple[Polynomial, Polynomial], ...]


def leaves(
    inner: SolvedDomain, outer: SolvedDomain, bindings: Bindings, *, whole: bool
) -> Outside | None:
    """Whether a giver's values leave the taker's domain; a doubt becomes a guard.

    Open limits of the taker are bound to the giver's. Nothing is said of domains that still
    depend on a size without a value: they are compared again once all wires are known.
    """
    inner, outer = bindings.resolve_domain(inner), bindings.resolve_domain(outer)
    if is_open(outer):
        _bind_open_limits(inner, outer, bindings, whole=whole)
        outer = bindings.resolve_domain(outer)
    verdict = is_inside(inner, outer, bindings.assumptions, whole=whole)
    if isinstance(verdict, Inside) or is_open(inner) or is_open(outer):
        return None
    if isinstance(verdict, Outside):
        return verdict
    bindings.unverified.append(f"{render_domain(inner)} lies in {render_domain(outer)}")
    return None


def differ(
    written: SolvedDomain,
    declared: SolvedDomain,
    bindings: Bindings,
    reasons: Reasons,
    *,
    whole: bool,
) -> bool:
    """Whether a written domain has other values than the declared one it lies in."""
    pairs = _paired(written, declared, whole=whole)
    if pairs is not None:
        ends = ((PlannedAxis(mine), PlannedAxis(other)) for mine, other in pairs)
        return any(bindings.equate(mine, other, reasons) is not None for mine, other in ends)
    written, declared = bindings.resolve_domain(written), bindings.resolve_domain(declared)
    verdict = is_inside(declared, written, bindings.assumptions, whole=whole)
    if isinstance(verdict, Inside):
        return False
    if isinstance(verdict, Outside):
        return True
    bindings.unverified.append(f"{render_domain(declared)} lies in {render_domain(written)}")
    return False


def is_open(domain: SolvedDomain | None) -> bool:
    """Whether a domain depends on a size without a value."""
    return domain is not None and any(which.owner for which in domain_symbols(domain))


def _paired(left: SolvedDomain, right: SolvedDomain, *, whole: bool) -> Pairs | None:
    """The ends that must be equal, whatever the order in which the parts are written."""
    return paired_limits(_arranged(left), _arranged(right), whole=whole)


def _arranged(domain: SolvedDomain) -> SolvedDomain:
    """Marks, single numbers, behind the other parts and by their size."""
    return SolvedDomain(tuple(sorted(domain.parts, key=_order)))


def _order(part: SolvedInterval) -> tuple[bool, float]:
    mark = _number(part.low) if part.low == part.high else None
    return (False, 0.0) if mark is None else (True, mark)


def _number(limit: Limit) -> float | None:
    return limit.as_int if isinstance(limit, Polynomial) else limit


def _bind_open_limits(
    inner: SolvedDomain, outer: SolvedDomain, bindings: Bindings, *, whole: bool
) -> None:
    """A limit of the taker that nothing else decides is the giver's."""
    pairs = _paired(inner, outer, whole=whole)
    for mine, other in tuple(_alike(inner, outer)) if pairs is None else pairs:
        if any(s.owner for s in other.symbols):
            bindings.learn_equal(PlannedAxis(mine), PlannedAxis(other))


def _alike(inner: SolvedDomain, outer: SolvedDomain) -> Iterator[tuple[Polynomial, Polynomial]]:
    """Upper ends of parts that begin alike and end in the same way, where only one does."""
    for part in outer.parts:
        begun = [each for each in inner.parts if _begins(each) == _begins(part)]
        if len(begun) == 1 and isinstance(part.high, Polynomial):
            high = begun[0].high
            if isinstance(high, Polynomial):
                yield high, part.high


def _begins(part: SolvedInterval) -> tuple[Limit, bool, bool]:
    return part.low, part.low_included, part.high_included
