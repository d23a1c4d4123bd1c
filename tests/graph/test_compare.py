"""A giver held against a taker, kind of fault by kind of fault."""

from __future__ import annotations

from itertools import product

import pytest

from graphnet.contract.assumptions import Assumptions
from graphnet.contract.domain import SolvedDomain, SolvedInterval
from graphnet.contract.polynomial import Polynomial, Symbol, constant, symbol
from graphnet.graph.bindings import Bindings
from graphnet.graph.compare import (
    DomainFault,
    DtypeFault,
    Fault,
    KindFault,
    RankFault,
    RoleFault,
    SizeFault,
    agree,
    compare,
    compare_domains,
    refused_axes,
)
from graphnet.graph.domains import is_open
from graphnet.graph.plan import PlannedAxis, PlannedPort
from graphnet.graph.side import Side


def axes(*sizes: int | Polynomial, roles: str = "") -> tuple[PlannedAxis, ...]:
    words = roles.split() or [""] * len(sizes)
    return tuple(
        PlannedAxis(constant(size) if isinstance(size, int) else size, word or None)
        for size, word in zip(sizes, words, strict=True)
    )


def between(low: int, high: int | Polynomial) -> SolvedDomain:
    end = constant(high) if isinstance(high, int) else high
    return SolvedDomain((SolvedInterval(constant(low), end),))


def faults(giver: PlannedPort, taker: Side) -> tuple[Fault, ...]:
    return compare(giver, taker, Bindings(Assumptions()))


def kinds(giver: PlannedPort, taker: Side) -> list[type[Fault]]:
    return [type(fault) for fault in faults(giver, taker)]


def test_equal_ports_have_no_fault() -> None:
    port = PlannedPort("int64", axes(2, 3, roles="batch time"), between(0, 8), "codes")
    assert faults(port, Side(port.axes, ("int64",), port.domain, port.kind)) == ()


def test_the_first_kind_of_fault_hides_the_later_ones() -> None:
    port = PlannedPort("int64", axes(2, 3, roles="batch time"), between(0, 9), "a")
    wrong = axes(4, 5, roles="time batch")
    assert kinds(port, Side(wrong[:1], ("float",), between(0, 8), "b")) == [DtypeFault]
    assert kinds(port, Side(wrong[:1], ("int64",), between(0, 8), "b")) == [KindFault]
    assert kinds(port, Side(wrong[:1], ("int64",), between(0, 8))) == [RankFault]
    assert faults(port, Side(wrong, None, between(0, 8))) == (RoleFault(0), RoleFault(1))
    assert kinds(port, Side(axes(4, 5), None, between(0, 8))) == [SizeFault, SizeFault]
    assert kinds(port, Side(axes(2, 3), None, between(0, 8))) == [DomainFault]


def test_a_role_or_kind_that_one_side_leaves_out_is_no_fault() -> None:
    port = PlannedPort("float", axes(2, 3, roles="batch time"))
    assert faults(port, Side(axes(2, 3), kind="logits")) == ()


def test_only_the_wrong_axes_are_refused() -> None:
    found = faults(PlannedPort("float", axes(2, 3, 4)), Side(axes(2, 5, 4)))
    assert refused_axes(found, 3) == (False, True, False)
    assert refused_axes((RankFault(),), 2) == (False, False)


def test_a_private_size_is_learned_from_the_wire() -> None:
    bindings, private = Bindings(Assumptions()), Symbol("H", "net")
    taker = Side(axes(symbol(private) * 2, symbol(private) + 1))
    found = compare(PlannedPort("float", axes(8, 6)), taker, bindings)
    assert bindings.value(private) == constant(4)
    assert [fault.index for fault in found if isinstance(fault, SizeFault)] == [1]


@pytest.mark.parametrize("low", [0, 1, 2])
def test_whole_numbers_lie_inside_where_each_of_them_does(low: int) -> None:
    for high, start, end in product(range(low + 1, 5), range(3), range(1, 5)):
        giver = PlannedPort("int64", (), between(low, high))
        inside = {*range(low, high)} <= {*range(start, end)}
        found = compare_domains(giver, Side((), None, between(start, end)), Bindings(Assumptions()))
        assert (found == ()) is inside, (low, high, start, end)


def test_an_open_limit_of_the_taker_is_the_givers() -> None:
    bindings, classes = Bindings(Assumptions()), Symbol("C", "objective")
    open_domain = between(0, symbol(classes))
    assert is_open(open_domain)
    assert compare_domains(
        PlannedPort("int64", (), between(0, 8)), Side((), None, open_domain), bindings
    ) == ()  # fmt: skip
    assert bindings.value(classes) == constant(8)


def test_free_limits_are_compared_for_every_length() -> None:
    bindings, length = Bindings(Assumptions()), symbol("L")
    giver = PlannedPort("int64", (), between(0, length))
    assert compare_domains(giver, Side((), None, between(0, length * 2)), bindings) == ()
    (fault,) = compare_domains(giver, Side((), None, between(0, symbol("B"))), bindings)
    witness = fault.outside.witness
    assert witness["B"] < witness["L"]


def test_a_written_domain_must_be_the_declared_one() -> None:
    declared = Side((), ("int64",), between(0, 8))
    for high, fault in ((8, ()), (4, (DomainFault,)), (9, (DomainFault,))):
        written = PlannedPort("int64", (), between(0, high))
        found = agree(declared, written, Bindings(Assumptions()), ())
        assert tuple(map(type, found)) == fault
