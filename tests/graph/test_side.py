"""A port as its contract puts it: names read, any number of axes, dtypes that may enter."""

from __future__ import annotations

import pytest

from graphnet.contract.assumptions import Assumptions
from graphnet.contract.parser import parse_dim, parse_port
from graphnet.contract.polynomial import Symbol, constant, render, symbol
from graphnet.contract.syntax import Tensor
from graphnet.graph.bindings import Bindings, Bound
from graphnet.graph.plan import PlannedAxis, PlannedPort
from graphnet.graph.side import (
    Side,
    port_of,
    side_of,
    size_of,
    spec_reader,
    spread_over,
    stage_reader,
)
from graphnet.graph.sizes import Scope, is_hole, read_scope
from graphnet.text import quoted
from tests.toys import BASE, read


def port(text: str) -> Tensor:
    node, problems = parse_port(quoted(text, "test"))
    assert isinstance(node, Tensor), problems
    return node


def scope() -> Scope:
    return read_scope(read(BASE)[0])[0]


def sizes(side: Side) -> list[str]:
    return [render(axis.size) for axis in side.axes]


@pytest.mark.parametrize(
    ("asked", "accepted"),
    [("float", "float float16 bfloat16 float32 float64"), ("float32", "float float32"),
     ("int64", "int64"), ("", "float float16 bfloat16 float32 float64 int64 bool")],
)  # fmt: skip
def test_float_takes_every_width_and_a_width_only_itself(asked: str, accepted: str) -> None:
    side = Side((), (asked,) if asked else None)
    every = ("float", "float16", "bfloat16", "float32", "float64", "int64", "bool")
    assert [dtype for dtype in every if side.accepts_dtype(dtype)] == accepted.split()
    assert side.accepts_dtype("?")


def test_names_in_a_spec_mean_its_sizes_and_keep_their_place() -> None:
    side = side_of(port("(B, L // 2, H)"), spec_reader(scope(), "s", "p", Bindings(Assumptions())))
    assert sizes(side) == ["B", "L//2", "4"]
    assert [axis.written for axis in side.axes] == ["B", "L//2", "H"]
    assert [axis.at.text for axis in side.axes if axis.at] == ["B", "L // 2", "H"]


def test_names_in_a_declaration_are_private_until_they_are_bound() -> None:
    bindings = Bindings(Assumptions())
    node = port("float (batch:B, time:L, feature:2*H)")
    before = side_of(node, stage_reader("net", bindings))
    assert before.axes[2].size == symbol(Symbol("H", "net")) * 2
    bindings.bind(Symbol("H", "net"), Bound(constant(3), symbol("w")))
    bindings.bind(Symbol("H", "other"), Bound(constant(5), constant(5)))
    after = side_of(node, stage_reader("net", bindings))
    assert after.axes[2].size == constant(6)
    assert after.axes[2].written == "2*w"
    assert [axis.role for axis in after.axes] == ["batch", "time", "feature"]


def test_a_name_without_a_role_means_what_it_was_seen_to_mean() -> None:
    bindings = Bindings(Assumptions())
    bindings.learn_role(Symbol("T", "net"), "time")
    side = side_of(port("(T, T + 1, batch:T)"), stage_reader("net", bindings))
    assert [axis.role for axis in side.axes] == ["time", None, "batch"]


def test_any_number_of_axes_is_open_until_it_is_learned() -> None:
    bindings = Bindings(Assumptions())
    node = port("(batch:B, *S, feature:H)")
    side = side_of(node, stage_reader("net", bindings))
    assert (len(side.axes), side.spread) == (2, 1)
    filled = spread_over(side, 5)
    assert [is_hole(axis.size) for axis in filled.axes] == [False, True, True, True, False]
    assert len(spread_over(side, 1).axes) == 2
    bindings.learn_spread(Symbol("S", "net"), (PlannedAxis(constant(3)), PlannedAxis(constant(5))))
    known = side_of(node, stage_reader("net", bindings))
    assert sizes(known)[1:3] == ["3", "5"]
    assert known.spread is None
    product, _ = parse_dim(quoted("2 * prod(S)", "test"))
    assert product is not None
    assert size_of(product, stage_reader("net", bindings).value) == constant(30)


def test_two_blank_axes_are_two_sizes() -> None:
    side = side_of(port("(_, _)"), stage_reader("net", Bindings(Assumptions()), "in.main"))
    assert side.axes[0].size != side.axes[1].size


def test_a_size_that_was_refused_is_a_hole() -> None:
    reader = spec_reader(scope(), "s", "p", Bindings(Assumptions()))
    side = side_of(port("(B, H - 4, H // 0, nowhere)"), reader)
    assert [is_hole(axis.size) for axis in side.axes] == [False, True, True, True]


def test_a_port_without_a_dtype_carries_that_of_its_input() -> None:
    codes = PlannedPort("int64", ())
    assert port_of(Side(()), codes).dtype == "int64"
    assert port_of(Side((), ("float",)), codes).dtype == "float"
    assert port_of(Side(()), None).dtype == "?"


def test_axes_that_may_be_one_keep_their_place_behind_a_spread() -> None:
    axis = PlannedAxis(symbol("B"))
    side = Side((axis, axis), spread=1, ones=frozenset({0, 1}))
    assert spread_over(side, 4).ones == {0, 3}
    assert spread_over(side, 2).ones == {0, 1}
