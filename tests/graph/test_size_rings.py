"""Names in an order in which each comes after those it needs; rings are told apart."""

from __future__ import annotations

from graphnet.graph.size_rings import order_of


def test_a_name_comes_after_what_it_needs() -> None:
    order, rings = order_of({"a": {"b"}, "b": {"c"}, "c": set(), "d": {"a", "c"}})
    assert rings == ()
    assert sorted(order) == ["a", "b", "c", "d"]
    assert order.index("c") < order.index("b") < order.index("a") < order.index("d")


def test_every_ring_is_told_once_and_left_out() -> None:
    needs = {"a": {"b"}, "b": {"a"}, "c": {"c"}, "d": {"e"}, "e": set()}
    order, rings = order_of(needs)
    assert rings == (("a", "b"), ("c",))
    assert order == ("e", "d")
