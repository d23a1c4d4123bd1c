"""What validators ask for stands in the schema where a schema can say it."""

from __future__ import annotations

import pytest
from attrs import validators

from graphnet.spec.bounds import Within
from graphnet.spec.schema_limits import limited
from graphnet.spec.schema_values import Schema

NUMBER: Schema = {"type": "number"}
FORMULA: Schema = {"type": ["integer", "string"]}
LIST: Schema = {"type": "array", "items": {"type": "integer"}}
HALF_OPEN: Schema = {"minimum": 0, "exclusiveMaximum": 1}


@pytest.mark.parametrize(
    ("validator", "limits"),
    [
        (validators.ge(1), {"minimum": 1}),
        (validators.gt(0.5), {"exclusiveMinimum": 0.5}),
        (validators.le(3), {"maximum": 3}),
        (validators.lt(3), {"exclusiveMaximum": 3}),
        (
            validators.and_(validators.ge(0), validators.lt(1)),
            {"minimum": 0, "exclusiveMaximum": 1},
        ),
        (validators.optional(validators.ge(0)), {"minimum": 0}),
        (validators.in_((1, 2)), {"enum": [1, 2]}),
        (Within(0, 1, low_included=False), {"exclusiveMinimum": 0, "maximum": 1}),
        (Within(high=2, high_included=False), {"exclusiveMaximum": 2}),
        (Within(), {}),
        (validators.instance_of(float), {}),
        (None, {}),
        (print, {}),
    ],
)
def test_a_validator_limits_a_number(validator: object, limits: Schema) -> None:
    assert limited(NUMBER, validator) == NUMBER | limits


def test_bounds_reach_every_number_of_a_value() -> None:
    table: Schema = {"type": "object", "additionalProperties": {"type": "integer"}}
    assert limited(table, Within(1))["additionalProperties"] == {"type": "integer", "minimum": 1}
    assert limited(LIST, Within(1))["items"] == {"type": "integer", "minimum": 1}


def test_members_of_a_list_have_limits_of_their_own() -> None:
    assert limited(LIST, validators.deep_iterable(validators.ge(2)))["items"] == {
        "type": "integer",
        "minimum": 2,
    }


def test_a_length_is_that_of_a_text_or_of_a_list() -> None:
    assert limited({"type": "string"}, validators.min_len(1))["minLength"] == 1
    assert limited(LIST, validators.max_len(4))["maxItems"] == 4
    assert limited(NUMBER, validators.max_len(4)) == NUMBER


def test_each_part_of_a_union_that_holds_numbers_is_limited() -> None:
    schema: Schema = {"anyOf": [{"type": "integer"}, {"type": "string"}]}
    assert limited(schema, validators.ge(1)) == {
        "anyOf": [{"type": "integer", "minimum": 1}, {"type": "string"}]
    }


def test_a_formula_is_no_choice_and_has_no_limit_but_that_of_its_number() -> None:
    assert limited(FORMULA, validators.in_((1, 2))) == FORMULA
    assert limited(FORMULA, validators.ge(1)) == FORMULA | {"minimum": 1}


def test_a_text_has_no_bounds() -> None:
    assert limited({"type": "string"}, Within(1)) == {"type": "string"}
