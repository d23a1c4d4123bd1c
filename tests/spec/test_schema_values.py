"""A type becomes the schema of what TOML can write for it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from typing import Annotated, Literal, NewType

import pytest

from graphnet.spec.byte_count import Bytes, read_bytes
from graphnet.spec.schema_values import Schema, of_type

Count = NewType("Count", int)


class Mode(Enum):
    FULL = "full"
    LAST = "last"


def no_table(_: type) -> Schema:
    return {"type": "object"}


@pytest.mark.parametrize(
    ("kind", "schema"),
    [
        (int, {"type": "integer"}),
        (float, {"type": "number"}),
        (bool, {"type": "boolean"}),
        (str, {"type": "string"}),
        (Count, {"type": "integer"}),
        (Annotated[int, "of something"], {"type": "integer"}),
        (float | None, {"type": "number"}),
        (int | str, {"anyOf": [{"type": "integer"}, {"type": "string"}]}),
        (Literal["a", "b"], {"enum": ["a", "b"]}),
        (Mode, {"enum": ["full", "last"]}),
        (Mapping[str, int], {"type": "object", "additionalProperties": {"type": "integer"}}),
        (tuple[int, ...], {"type": "array", "items": {"type": "integer"}}),
        (list[str], {"type": "array", "items": {"type": "string"}}),
        (
            tuple[float, float],
            {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2},
        ),
        (
            tuple[int, str],
            {
                "type": "array",
                "items": [{"type": "integer"}, {"type": "string"}],
                "minItems": 2,
                "maxItems": 2,
            },
        ),
        (object, {}),
        (frozenset, {}),
        (frozenset[int], {}),
    ],
)
def test_a_type_says_what_is_written(kind: object, schema: Schema) -> None:
    assert of_type(kind, no_table) == schema


def test_where_formulas_are_taken_a_whole_number_may_be_a_text_however_deep() -> None:
    formula = {"type": ["integer", "string"]}
    assert of_type(int, no_table, takes_formulas=True) == formula
    assert of_type(tuple[int, ...], no_table, takes_formulas=True)["items"] == formula
    assert of_type(float, no_table, takes_formulas=True) == {"type": "number"}


@pytest.mark.parametrize("text", ["24GiB", " 1.5 kb ", "3B"])
def test_bytes_are_a_number_or_a_text_that_looks_like_one(text: str) -> None:

    schema = of_type(Bytes, no_table)
    assert schema["type"] == ["integer", "string"]
    assert re.search(str(schema["pattern"]), text)
    assert read_bytes(text) is not None
    assert not re.search(str(schema["pattern"]), "lots")
