"""Numbers that ports carry and stages hand back, counted by hand."""

from __future__ import annotations

from attrs import evolve

from graphnet.contract.polynomial import constant
from graphnet.graph.amounts import is_float, passing, size_of_port, value_at
from tests.graph.small_plan import B, L, small_plan


def test_a_port_carries_the_product_of_its_axes() -> None:
    assert size_of_port(small_plan().by_path["head"].gives["main"]) == B * L * 256


def test_gradients_flow_through_floating_ports_alone() -> None:
    plan = small_plan()
    assert is_float(plan.by_path["head"].gives["main"])
    assert not is_float(plan.source.gives["main"])


def test_a_stage_that_keeps_nothing_hands_on_what_it_gets() -> None:
    head = small_plan().by_path["head"]
    assert passing(evolve(head, activations=constant(0))) == B * L * 256
    assert passing(head) == B * L * 512


def test_nothing_is_known_without_every_size() -> None:
    assert value_at(B * L, {"L": 2}) is None
    assert value_at(B * L, {"L": 16, "B": 3}) == 48
