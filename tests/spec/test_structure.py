"""Types are kept strictly: nothing is converted that was not asked for."""

from __future__ import annotations

import pytest
from attrs import frozen
from cattrs import BaseValidationError

from graphnet.spec.structure import converter, structure
from tests.spec.reading import tree_of


@frozen
class Anything:
    """A field that takes one of several types."""

    value: int | float | tuple[str, ...] | bool


@pytest.mark.parametrize("written", ["1", "0.5", "true", '["a"]'])
def test_a_union_takes_the_member_that_fits_exactly(written: str) -> None:
    tree = tree_of(f"value = {written}")
    outcome = structure(tree, Anything)
    assert isinstance(outcome, Anything)
    (entry,) = tree.entries
    expected = {"1": 1.0, "0.5": 0.5, "true": True, '["a"]': ("a",)}[written]
    assert outcome.value == expected
    assert isinstance(outcome.value, bool) == (written == "true")
    assert entry.value.at.text == written


@pytest.mark.parametrize("written", ['"a"', "[1]", "{}"])
def test_a_union_refuses_what_no_member_takes(written: str) -> None:
    assert isinstance(structure(tree_of(f"value = {written}"), Anything), BaseValidationError)


def test_there_is_one_converter() -> None:
    assert converter() is converter()
