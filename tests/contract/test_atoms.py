"""Atoms are told apart by what they are made of and know every symbol inside them."""

from __future__ import annotations

from itertools import combinations

from graphnet.contract.algebra import constant, symbol
from graphnet.contract.atoms import Atom, Extremum, Floor, Opaque, Power, Symbol
from graphnet.contract.polynomial import as_int, evaluate, floor_divide, free_symbols

L, M = symbol("L"), symbol("M")
ATOMS: tuple[Atom, ...] = (
    Symbol("L"),
    Symbol("M"),
    Symbol("L", "up"),
    Symbol("L", "up", 0),
    Floor(L, M),
    Floor(M, L),
    Power(L, M),
    Power(M, L),
    Extremum("min", (L, M)),
    Extremum("max", (L, M)),
    Opaque("0", frozenset()),
    Opaque("1", frozenset()),
)


def test_symbols_are_told_apart_by_their_owner() -> None:
    mine, other = symbol(Symbol("H", "up")), symbol(Symbol("H", "down"))
    assert mine != other
    assert free_symbols(mine + floor_divide(other, 2)) == {Symbol("H", "up"), Symbol("H", "down")}
    assert evaluate(mine - other, {Symbol("H", "up"): 5, Symbol("H", "down"): 2}) == 3
    assert as_int(mine - mine) == 0
    assert as_int(mine) is None


def test_different_atoms_are_ordered_by_different_keys() -> None:
    for one, two in combinations(ATOMS, 2):
        assert one != two
        assert one.key != two.key


def test_atoms_made_alike_are_one() -> None:
    assert Floor(L + M, constant(4)) == Floor(M + L, constant(4))
    assert hash(Power(L, M)) == hash(Power(L * 1, M))


def test_symbols_are_seen_through_every_depth() -> None:
    inner = floor_divide(symbol(Symbol("H", "up")) + L, 3)
    nested = Extremum("max", (floor_divide(inner, M), M))
    assert nested.symbols == {Symbol("H", "up"), Symbol("L"), Symbol("M")}
    assert Floor(inner, M).symbols == nested.symbols


def test_what_stands_for_a_large_expression_is_known_by_its_digest_alone() -> None:
    assert Opaque("a", frozenset()) == Opaque("a", frozenset({Symbol("L")}))
    assert Opaque("a", frozenset({Symbol("L")})).symbols == {Symbol("L")}
