"""What solving says about time: sizes in effects, wires without a time axis, exact sources."""

from __future__ import annotations

from fractions import Fraction

import pytest

from graphnet.graph.look_up import look_up_stages
from graphnet.graph.order import sorted_paths
from graphnet.graph.pace import Paced, pace
from graphnet.graph.plan import Wire
from graphnet.graph.sizes import read_scope
from graphnet.graph.solve import solve
from graphnet.graph.wire import wire_stages
from tests.graph.clockwork import clockwork, codes_of, ending, plan_of, spec_of
from tests.toys import read


def paced(text: str) -> Paced:
    spec, _ = read(text)
    scope, _ = read_scope(spec)
    found, _ = look_up_stages(spec, clockwork(), scope)
    graph, _ = wire_stages(spec, found.stages, found.holes)
    solved, _ = solve(graph, sorted_paths(graph), scope, spec.where)
    return pace(graph, solved)


@pytest.mark.parametrize("channels", [2, 3])
def test_a_ratio_over_a_size_is_a_number_once_the_size_is(channels: int) -> None:
    end = ending("next", more='target = "d0"\n')
    plan = plan_of(spec_of("both", data=("turns",), channels=channels, end=end))
    assert plan.by_path["d0"].timing.ratio == channels
    rates = {stage.path: stage.rate for stage in plan.stages}
    assert rates["source"] == 1
    assert {rates[path] for path in ("d0", "delay", "embed", "s0", "head")} == {channels}
    assert plan.streaming is not None
    assert plan.streaming.ratio == channels


def test_wires_without_a_time_axis_stand_still() -> None:
    end = ending("label", "counted", 'target = "source.label"\n')
    found = paced(spec_of("reduce", source="clips", end=end))
    assert {Wire("source", "label"), Wire("source", "lengths"), Wire("s0")} <= found.still
    assert found.still_stages >= {"s0", "head"}
    assert not found.still_stages & {"source", "embed"}


def test_a_stage_whose_time_axis_is_a_fixed_number_stands_still_where_the_source_does_not() -> None:
    text = spec_of("five")
    assert "s0" in paced(text).still_stages
    assert "s0" not in paced(text.replace("B, L", "B, 40")).still_stages


@pytest.mark.parametrize(("n", "is_exact"), [(8, True), (16, False)])
def test_a_source_is_exact_under_the_condition_it_states(n: int, is_exact: bool) -> None:
    text = spec_of("both", source="exact", end=ending("next")).replace("n = 8", f"n = {n}")
    assert paced(text).is_exact is is_exact
    assert not paced(spec_of("both", end=ending("next"))).is_exact


def test_rates_of_a_half_are_fractions() -> None:
    plan = plan_of(spec_of("down; by = 2", "up; by = 2", "delay; steps = 1", end=ending("same")))
    assert plan.by_path["s0"].rate == Fraction(1, 2)


def test_where_sizes_fell_out_nothing_is_said_of_time() -> None:
    """Of the stages inside the net no time axis is known then."""
    odd = spec_of("net", end=ending("next")).replace(
        "[sizes]", 'where = ["L % 2 == 1"]\n\n[sizes]', 1
    )
    assert codes_of(odd.replace("\n\nwhere", "\nwhere")) == ["GN306"]
