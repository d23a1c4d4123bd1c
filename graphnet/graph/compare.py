"""A giver held against a taker: what one port brings and another asks, and how they differ."""

from __future__ import annotations

from attrs import frozen

from graphnet.contract.assume import Reasons
from graphnet.contract.domain import (
    Inside,
    Outside,
    SolvedDomain,
    domain_symbols,
    is_inside,
    paired_limits,
    render_domain,
)
from graphnet.graph.bindings import Bindings, Refuted
from graphnet.graph.plan import PlannedAxis, PlannedPort
from graphnet.graph.side import Side


@frozen
class RankFault:
    """The numbers of axes differ."""


@frozen
class DtypeFault:
    """The taker does not accept the giver's dtype."""


@frozen
class KindFault:
    """The values are of another kind."""


@frozen
class RoleFault:
    """An axis means something else."""

    index: int


@frozen
class SizeFault:
    """The sizes of an axis differ; the verdict holds a witness or a reason."""

    index: int
    verdict: Refuted


@frozen
class DomainFault:
    """Values of the giver lie outside what the taker accepts."""

    outside: Outside


Fault = RankFault | DtypeFault | KindFault | RoleFault | SizeFault | DomainFault


def compare(
    giver: PlannedPort, taker: Side, bindings: Bindings, reasons: Reasons = ()
) -> tuple[Fault, ...]:
    """How a giver fails a taker; unbound sizes on either side are bound on the way.

    `reasons` say who asks, for what cannot be decided yet.

    The first kind of fault hides the later ones: values of another dtype or role have sizes
    that mean nothing to the taker.
    """
    if not taker.accepts_dtype(giver.dtype):
        return (DtypeFault(),)
    if giver.kind and taker.kind and giver.kind != taker.kind:
        return (KindFault(),)
    if len(giver.axes) != len(taker.axes):
        return (RankFault(),)
    roles = tuple(
        RoleFault(index)
        for index, (mine, other) in enumerate(zip(giver.axes, taker.axes, strict=True))
        if mine.role and other.role and mine.role != other.role
    )
    return (
        roles
        or _compare_sizes(giver.axes, taker, bindings, reasons)
        or compare_domains(giver, taker, bindings)
    )


def _compare_sizes(
    axes: tuple[PlannedAxis, ...], taker: Side, bindings: Bindings, reasons: Reasons
) -> tuple[Fault, ...]:
    found: list[Fault] = []
    for index, (mine, other) in enumerate(zip(axes, taker.axes, strict=True)):
        verdict = bindings.equate(mine, other, reasons)
        if verdict is not None:
            found.append(SizeFault(index, verdict))
    return tuple(found)


def compare_domains(giver: PlannedPort, taker: Side, bindings: Bindings) -> tuple[DomainFault, ...]:
    """How the values of a giver leave what the taker accepts; a doubt becomes a guard.

    Nothing is said of domains that depend on a size without a value: they are compared again once
    all wires are known.
    """
    if taker.domain is None or giver.domain is None:
        return ()
    whole = not giver.dtype.startswith(("float", "bfloat"))
    inner = bindings.resolve_domain(giver.domain)
    outer = bindings.resolve_domain(taker.domain)
    _bind_open_limits(inner, outer, bindings, whole=whole)
    outer = bindings.resolve_domain(outer)
    match is_inside(inner, outer, bindings.assumptions, whole=whole):
        case Inside():
            return ()
        case Outside() as outside:
            return (DomainFault(outside),)
        case _ if not is_open(inner) and not is_open(outer):
            bindings.unverified.append(f"{render_domain(inner)} lies in {render_domain(outer)}")
    return ()


def is_open(domain: SolvedDomain | None) -> bool:
    """Whether a domain depends on a size without a value."""
    return domain is not None and any(which.owner for which in domain_symbols(domain))


def _bind_open_limits(
    inner: SolvedDomain, outer: SolvedDomain, bindings: Bindings, *, whole: bool
) -> None:
    """A limit of the taker that nothing else decides is the giver's."""
    for mine, other in paired_limits(inner, outer, whole=whole) or ():
        if any(s.owner for s in other.symbols):
            bindings.learn_equal(PlannedAxis(mine), PlannedAxis(other))


def refused_axes(faults: tuple[Fault, ...], count: int) -> tuple[bool, ...]:
    """For each axis of a port whether its size was refused."""
    wrong = {fault.index for fault in faults if isinstance(fault, SizeFault)}
    return tuple(index in wrong for index in range(count))


def agree(
    declared: Side, written: PlannedPort, bindings: Bindings, reasons: Reasons
) -> tuple[Fault, ...]:
    """How a written contract fails a declaration: like a wire, but domains must be equal."""
    found = compare(written, declared, bindings, reasons)
    if found or declared.domain is None or written.domain is None:
        return found
    whole = not written.dtype.startswith(("float", "bfloat"))
    pairs = paired_limits(written.domain, declared.domain, whole=whole)
    for mine, other in pairs or ():
        if bindings.equate(PlannedAxis(mine), PlannedAxis(other), reasons) is not None:
            return (DomainFault(Outside({}, None)),)
    return ()
