"""From how two ports differ to what is said about it."""

from __future__ import annotations

from graphnet.diagnostics import Diagnostic, Diagnostics
from graphnet.graph.compare import (
    DomainFault,
    DtypeFault,
    Fault,
    KindFault,
    RankFault,
    RoleFault,
    SizeFault,
)
from graphnet.graph.meeting import Meeting
from graphnet.graph.rules.contract_disagrees import (
    domain_not_declared,
    role_not_declared,
    shape_not_declared,
    size_not_declared,
)
from graphnet.graph.rules.domain_exceeded import domain_exceeded
from graphnet.graph.rules.dtype_disagrees import dtype_disagrees
from graphnet.graph.rules.kind_disagrees import kind_disagrees
from graphnet.graph.rules.rank_differs import rank_differs
from graphnet.graph.rules.role_disagrees import role_disagrees, transposed
from graphnet.graph.rules.size_disagrees import shape_disagrees, size_disagrees
from graphnet.values import evolve


def diagnose_wire(faults: tuple[Fault, ...], meeting: Meeting) -> Diagnostics:
    """What is wrong with a wire; several sizes at once are one mistake, the wire itself."""
    if meeting.instead is not None:
        told = diagnose_wire(faults, evolve(meeting, instead=None))
        return tuple(evolve(problem, fixes=(meeting.instead,)) for problem in told)
    wrong = tuple(fault.index for fault in faults if isinstance(fault, SizeFault))
    if len(wrong) > 1 and not meeting.is_written:
        rest = tuple(fault for fault in faults if not isinstance(fault, SizeFault))
        return (shape_disagrees(meeting, wrong), *diagnose_wire(rest, meeting))
    return tuple(_wire_diagnostic(fault, meeting) for fault in _told(faults))


def _wire_diagnostic(fault: Fault, meeting: Meeting) -> Diagnostic:
    match fault:
        case RankFault():
            return rank_differs(meeting)
        case DtypeFault():
            return dtype_disagrees(meeting)
        case KindFault():
            return kind_disagrees(meeting)
        case RoleFault(index):
            return role_disagrees(meeting, index)
        case SizeFault(index, verdict):
            return size_disagrees(meeting, index, verdict)
        case DomainFault(outside):
            return domain_exceeded(meeting, outside)


def diagnose_contract(faults: tuple[Fault, ...], meeting: Meeting, port: str) -> Diagnostics:
    """What is wrong with a contract that a spec writes for a stage."""
    return tuple(_contract_diagnostic(fault, meeting, port) for fault in _told(faults))


def _told(faults: tuple[Fault, ...]) -> tuple[Fault, ...]:
    """Axes that mean something else are told once: where two changed places, both are wrong."""
    roles = [fault for fault in faults if isinstance(fault, RoleFault)]
    return tuple(fault for fault in faults if fault not in roles[1:])


def _contract_diagnostic(fault: Fault, meeting: Meeting, port: str) -> Diagnostic:
    match fault:
        case RankFault() | DtypeFault() | KindFault():
            return shape_not_declared(meeting, port)
        case RoleFault(index):
            at = meeting.gives.axes[index].at
            is_said = at is None or ":" in at.text
            return role_not_declared(meeting, index) if is_said else transposed(meeting, index)
        case SizeFault(index, verdict):
            return size_not_declared(meeting, index, verdict)
        case DomainFault():
            return domain_not_declared(meeting)
