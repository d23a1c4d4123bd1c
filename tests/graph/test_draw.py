"""The shape table and the flow chart say what the plan holds."""

from __future__ import annotations

from graphnet.contract.assumptions import Assumptions, Congruence
from graphnet.contract.polynomial import Symbol, floor_divide
from graphnet.graph.draw import mermaid, ports_text, shape_text, table
from tests.graph.small_plan import B, L, port, small_plan


def test_rows_are_the_boxes_of_the_plan_with_shapes_in_the_specs_words() -> None:
    rows = table(small_plan(), (), {"B": 3, "L": 16})
    assert [(row.number, row.stage, row.takes, row.gives) for row in rows] == [
        (1, "source", "", "(B, L, 1)"),
        (2, "encoder", "(B, L, d_model)", "(B, L, d_model)"),
        (3, "net", "(B, L//2, 128)", "(B, L, d_model)"),
        (4, "head", "(B, L, 256)", "(B, L, 256)"),
    ]


def test_costs_are_counted_at_the_bound_sizes() -> None:
    rows = table(small_plan(), (), {"B": 3, "L": 16})
    assert [(row.parameters, row.flops, row.activations) for row in rows] == [
        (10, 96, 48),
        (10, 96, 48),
        (30, 288, 144),
        (10, 96, 48),
    ]


def test_without_a_size_there_is_a_formula_and_no_number() -> None:
    row = table(small_plan(), (), {"B": 3})[0]
    assert (row.flops, row.activations) == (None, None)
    assert (row.flops_formula, row.activations_formula) == ("2*B*L", "B*L")


def test_only_a_closed_composite_says_how_many_stages_it_holds() -> None:
    assert [row.inner for row in table(small_plan(), (), {})] == [0, 0, 3, 0]
    assert [row.inner for row in table(small_plan(), ("net",), {})] == [0] * 6


def test_ports_other_than_main_are_named() -> None:
    given, known = port(B, L), Assumptions()
    assert ports_text({"main": given, "target": given}, known) == "(B, L), target (B, L)"
    assert shape_text(port(B), known) == "(B,)"


def test_shapes_are_as_short_as_the_assumptions_allow() -> None:
    known = Assumptions(congruences=(Congruence(Symbol("L"), 16, 0, ()),))
    sixteenth = floor_divide(L, 16)
    assert shape_text(port(B, sixteenth * 4, sixteenth), known) == "(B, L//4, L//16)"


def test_the_flow_chart_has_a_box_per_row_and_an_arrow_per_wire_between_boxes() -> None:
    assert mermaid(small_plan()).splitlines() == [
        "flowchart TD",
        '    s0["source<br/><i>x.files</i>"]',
        '    s1["encoder<br/><i>x.embed</i>"]',
        '    s2["net<br/><i>x.unet</i>"]',
        '    s3["head<br/><i>x.linear</i>"]',
        '    s0 -->|"(B, L, 1)"| s1',
        '    s1 -->|"(B, L, d_model)"| s2',
        '    s2 -->|"(B, L, d_model)"| s3',
    ]


def test_an_opened_flow_chart_shows_the_skip_by_its_port() -> None:
    chart = mermaid(small_plan(), ("net",))
    assert '    s1 -->|"other (B, L, d_model)"| s4' in chart.splitlines()
