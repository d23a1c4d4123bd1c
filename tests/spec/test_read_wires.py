"""References between stages are read part by part."""

from __future__ import annotations

import pytest

from graphnet.spec.read_wires import read_inputs, read_ties, read_wire
from tests.spec.reading import tree_of


@pytest.mark.parametrize(
    ("written", "stage", "port"),
    [
        ("'a'", "a", None),
        ("'a.b'", "a", "b"),
        ("'a-1.é'", "a-1", "é"),
        ("'head.main.means'", "head", "main.means"),
    ],
)
def test_a_wire_names_a_stage_and_perhaps_a_port_and_its_field(
    written: str, stage: str, port: str | None
) -> None:
    (entry,) = tree_of(f"x = {written}").entries
    wire, found = read_wire("x", entry.value)
    assert found == ()
    assert wire is not None
    assert (wire.stage, wire.port, wire.at.text) == (stage, port, written)


@pytest.mark.parametrize(
    "written", ["''", "'.'", "'a.'", "'.a'", "'a.b.c.d'", "'a..c'", "3", "['a']"]
)
def test_what_is_no_reference_is_no_wire(written: str) -> None:
    (entry,) = tree_of(f"x = {written}").entries
    wire, found = read_wire("x", entry.value)
    assert wire is None
    assert [diagnostic.rule.code for diagnostic in found] == ["GN104"]


def test_good_references_beside_a_bad_one_are_kept() -> None:
    (entry,) = tree_of("input = { main = 'a', skip = 3, side = 'b.c' }").entries
    inputs, found = read_inputs("input", entry.value)
    assert [port for port, _ in inputs] == ["main", "side"]
    assert len(found) == 1


def test_a_parameter_with_dots_in_its_name_is_tied() -> None:
    (entry,) = tree_of("tie = { a.b.c = 'x.a.b.c', 'd.e' = 'x.d' }").entries
    ties, found = read_ties("tie", entry.value)
    assert found == ()
    assert [(tie.parameter, tie.target) for tie in ties] == [("a.b.c", "x.a.b.c"), ("d.e", "x.d")]
