"""A composite is one box from outside, and its own stages once it is opened."""

from __future__ import annotations

from attrs import evolve

from graphnet.graph.fold import box_of, fold
from graphnet.graph.plan import Plan, Wire
from tests.graph.small_plan import B, L, small_plan


def nested() -> Plan:
    plan = small_plan()
    return evolve(plan, composites={"net": "x.unet", "net.down": "x.twice"})


def test_a_composite_is_one_box_in_the_order_of_the_plan() -> None:
    boxes = fold(small_plan())
    assert [box.path for box in boxes] == ["source", "encoder", "net", "head"]
    assert [box.use for box in boxes] == ["x.files", "x.embed", "x.unet", "x.linear"]
    assert [len(box.stages) for box in boxes] == [1, 1, 3, 1]


def test_an_opened_composite_shows_its_stages() -> None:
    paths = [box.path for box in fold(small_plan(), ["net"])]
    assert paths == ["source", "encoder", "net.down", "net.up", "net.skip", "head"]


def test_what_goes_in_and_out_of_a_composite_is_seen_from_outside() -> None:
    plan = small_plan()
    box = fold(plan)[2]
    assert box.takes == {"main": plan.by_path["net.down"].takes["main"]}
    assert box.gives == {"main": plan.by_path["net.skip"].gives["main"]}


def test_a_composite_whose_end_was_cut_off_gives_what_its_last_stage_gives() -> None:
    plan = small_plan()
    kept = evolve(plan, stages=plan.stages[:4], outputs=(Wire("net.up"),))
    assert fold(kept)[2].gives == plan.by_path["net.up"].gives


def test_costs_of_a_composite_are_the_sums_of_its_stages() -> None:
    box = fold(small_plan())[2]
    assert box.parameters == 30
    assert box.flops == B * L * 6
    assert box.activations == B * L * 3


def test_a_tied_parameter_counts_where_it_belongs_only() -> None:
    plan = small_plan()
    head = plan.by_path["head"]
    tied = evolve(head, parameters=(evolve(head.parameters[0], tied_to="encoder.w"),))
    boxes = fold(evolve(plan, stages=(*plan.stages[:-1], tied)))
    assert boxes[-1].parameters == 0


def test_inside_an_opened_composite_another_stays_closed_until_it_is_named() -> None:
    plan = nested()
    assert box_of(plan, "net.down.first") == "net"
    assert box_of(plan, "net.down.first", ["net"]) == "net.down"
    assert box_of(plan, "net.down.first", ["net", "net.down"]) == "net.down.first"
    assert box_of(plan, "net.up.pool", ["net"]) == "net.up.pool"
