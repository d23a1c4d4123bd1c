"""A model draws only what its source can give."""

from __future__ import annotations

import pytest

from graphnet.graph import plan_spec
from tests.toys import BASE, read, toy_registry


def codes(classes: str, predict: str = "next") -> list[str]:
    """What is said of the base spec with so many classes, embedded and scored."""
    text = BASE.replace("in [0, n) -> float", f"in [0, {classes}) -> float")
    text = text.replace('sizes = { C = "n" }', f'sizes = {{ C = "{classes}" }}')
    spec, problems = read(text.replace('predict = "next"', f'predict = "{predict}"'))
    return [p.rule.code for p in (*problems, *plan_spec(spec, toy_registry())[1])]


@pytest.mark.parametrize(
    ("classes", "predict", "expected"),
    [
        ("n", "next", []),
        ("2*n", "next", ["GN402"]),
        ("2*n", "same", []),
    ],
)
def test_more_classes_than_values_are_refused_where_values_are_drawn(
    classes: str, predict: str, expected: list[str]
) -> None:
    assert codes(classes, predict) == expected


def test_too_few_classes_are_refused_once() -> None:
    text = BASE.replace('sizes = { C = "n" }', 'sizes = { C = "n - 1" }')
    spec, _ = read(text)
    assert [p.rule.code for p in plan_spec(spec, toy_registry())[1]] == ["GN402"]
