"""A size is a number, a formula or free; a line that is none of these is damaged."""

from __future__ import annotations

import pytest

from graphnet.contract.syntax import Binary, Int
from tests.spec.reading import read, spec_of


def test_numbers_formulas_and_free_sizes_are_read() -> None:
    spec = spec_of('[sizes]\nbits = 16\nn = "2**bits"\nT = "any"\nL = "any"\n')
    bits, formula, free, _ = spec.sizes
    assert bits.value == Int(16, at=bits.at)
    assert isinstance(formula.value, Binary)
    assert formula.value.at.text == "2**bits"
    assert formula.at.text == '"2**bits"'
    assert (free.value, free.is_damaged, free.name_at.text) == (None, False, "T")


@pytest.mark.parametrize(
    ("line", "code", "place"),
    [
        ("d = 0", "GN112", "0"),
        ("d = -4", "GN112", "-4"),
        ("d = true", "GN104", "true"),
        ("d = 1.5", "GN104", "1.5"),
        ("d = [1]", "GN104", "[1]"),
        ('d = "2 **"', "GN112", ""),
        ('d = "2 $ 3"', "GN112", "$"),
        ('d = ""', "GN112", ""),
    ],
)
def test_a_line_without_a_value_is_refused_and_marked(line: str, code: str, place: str) -> None:
    spec, problems = read(f"[sizes]\n{line}\n")
    assert problems == [(code, place)]
    assert [(size.name, size.is_damaged) for size in spec.sizes] == [("d", True)]


@pytest.mark.parametrize("name", ["in", "inf", "max", '"a b"', '"a.b"', "0d", "a-b", "L", "B"])
def test_a_name_that_cannot_stand_in_a_contract_is_refused(name: str) -> None:
    spec, problems = read(f"[sizes]\n{name} = 3\n")
    assert problems == [("GN111", name)]
    assert spec.sizes == ()


def test_a_stage_states_its_own_names_but_leaves_none_free() -> None:
    spec, problems = read('[stages.a]\nuse = "x"\nsizes = { n = 10, m = "2*d", B = 3, k = "any" }')
    assert problems == [("GN104", '"any"')]
    assert [size.name for size in spec.stages[0].sizes] == ["n", "m", "B", "k"]
