"""Registers are given again once what lay in them was read, and not before."""

from __future__ import annotations

from graphnet.build.lowered.allocate import REST, allocate
from graphnet.build.lowered.listing import Listing
from graphnet.build.lowered.ops import Copy, Register, Vector


def chain(count: int, size: int = 4) -> Listing:
    """Register n to register n + 1."""
    return Listing([[Copy(x=Vector(n, 0, size), out=Vector(n + 1, 0, size)) for n in range(count)]])


def test_a_long_way_needs_few_registers() -> None:
    row, registers = chain(100), [Register(4)] * 101
    found = allocate(row, frozenset({0, 100}), registers)
    assert len(found.registers) <= REST + 5
    for place, op in row:
        x, out = found.moved(Vector(place, 0, 4)), found.moved(Vector(place + 1, 0, 4))
        assert x != out, op


def test_no_register_holds_two_things_at_once() -> None:
    row, registers = chain(60), [Register(4)] * 61
    found = allocate(row, frozenset({0, 60}), registers)
    held: dict[int, int] = {}
    for place, _ in row:
        out = found.places[place + 1]
        assert place - held.get(out, -REST - 1) > REST
        held[found.places[place]] = place


def test_what_lasts_keeps_its_own_and_what_is_unused_has_none() -> None:
    row = chain(3)
    registers = [*[Register(4)] * 4, Register(7), Register(8)]
    found = allocate(row, frozenset({0, 4}), registers)
    assert 4 in found.places
    assert 5 not in found.places
    assert found.registers[found.places[4]].size == 7


def test_sizes_are_kept_apart() -> None:
    ops = [Copy(x=Vector(0, 0, 2), out=Vector(n, 0, 2)) for n in range(1, 40)]
    registers = [Register(2), *(Register(2 + n % 2) for n in range(1, 40))]
    found = allocate(Listing([ops]), frozenset({0}), registers)
    for former, place in found.places.items():
        assert found.registers[place].size == registers[former].size
