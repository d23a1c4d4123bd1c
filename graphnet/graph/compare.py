"""A giver held against a taker: what one port brings and another asks, and how they differ."""

from __future__ import annotations

from graphnet.contract.assume import Reasons
from graphnet.contract.domain import Outside
from graphnet.graph.bindings import Bindings, Refuted
from graphnet.graph.domains import differ, leaves
from graphnet.graph.dtypes import UNKNOWN, is_whole, joined
from graphnet.graph.plan import PlannedAxis, PlannedPort
from graphnet.graph.side import Side
from graphnet.graph.sizes import is_hole
from graphnet.values import frozen


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


ONCE = frozenset({"batch", "time"})
"""Roles that one axis of a shape has at most."""

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
    if len(giver.axes) != len(taker.axes):
        return (_kind_fault(giver, taker) or RankFault(),)
    roles = tuple(
        RoleFault(index)
        for index, (mine, other) in enumerate(zip(giver.axes, taker.axes, strict=True))
        if mine.role and other.role and mine.role != other.role
        if not is_hole(bindings.resolve(mine.size))  # refused already
    )
    kind = _kind_fault(giver, taker)
    return (
        roles
        or ((kind,) if kind else ())
        or _compare_sizes(giver.axes, taker, bindings, reasons)
        or compare_domains(giver, taker, bindings)
    )


def misplaced(written: PlannedPort, declared: Side) -> tuple[Fault, ...]:
    """Axes of a written contract whose size means what another axis is declared to mean."""
    if len(written.axes) != len(declared.axes):
        return ()
    own = {axis.role for axis in declared.axes if axis.role in ONCE}
    pairs = enumerate(zip(written.axes, declared.axes, strict=True))
    return tuple(
        RoleFault(index)
        for index, (mine, other) in pairs
        if mine.role in own and mine.role != other.role
    )


def _kind_fault(giver: PlannedPort, taker: Side) -> KindFault | None:
    """Values of another kind, where both sides say one; an axis of another role says it better."""
    if not giver.kind or not taker.kind or giver.kind == taker.kind:
        return None
    is_refused = any(is_hole(axis.size) for axis in giver.axes)  # further up
    return None if is_refused else KindFault()


def _compare_sizes(
    axes: tuple[PlannedAxis, ...], taker: Side, bindings: Bindings, reasons: Reasons
) -> tuple[Fault, ...]:
    found: list[Fault] = []
    for index, (mine, other) in enumerate(zip(axes, taker.axes, strict=True)):
        if index in taker.ones and bindings.resolve(mine.size).as_int == 1:
            continue
        verdict = bindings.equate(mine, other, reasons)
        if verdict is not None:
            found.append(SizeFault(index, verdict))
    return tuple(found)


def compare_domains(giver: PlannedPort, taker: Side, bindings: Bindings) -> tuple[DomainFault, ...]:
    """How the values of a giver leave what the taker accepts."""
    if taker.domain is None or giver.domain is None:
        return ()
    outside = leaves(giver.domain, taker.domain, bindings, whole=is_whole(giver.dtype))
    return () if outside is None else (DomainFault(outside),)


def refused_axes(faults: tuple[Fault, ...], count: int) -> tuple[bool, ...]:
    """For each axis of a port whether its size was refused."""
    wrong = {fault.index for fault in faults if isinstance(fault, SizeFault)}
    return tuple(index in wrong for index in range(count))


def agree(
    declared: Side, written: PlannedPort, bindings: Bindings, reasons: Reasons
) -> tuple[Fault, ...]:
    """How a written contract fails a declaration: like a wire, but domains must be equal."""
    found = misplaced(written, declared) or compare(written, declared, bindings, reasons)
    if found or declared.domain is None or written.domain is None:
        return found
    whole = is_whole(joined(declared.dtypes or ()) if written.dtype == UNKNOWN else written.dtype)
    if differ(written.domain, declared.domain, bindings, reasons, whole=whole):
        return (DomainFault(Outside({}, None)),)
    return ()
