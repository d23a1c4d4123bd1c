"""An attrs class becomes a closed table, with what its docstring says of each key."""

from __future__ import annotations

from typing import Literal

from attrs import field, frozen, validators

from graphnet.spec.schema_tables import described, table_schema


@frozen(kw_only=True)
class Inner:
    """Inside."""

    x: float = 1.5


@frozen(kw_only=True)
class Options:
    """A class. `n` counts layers, as does `n_layers`. The `mode` is one of two.

    `pool` names reductions: from the top down.
    """

    n: int = field(validator=validators.ge(1))
    n_layers: int = 8
    mode: Literal["full", "last"] = "full"
    pool: tuple[int, ...] = (4, 4)
    inner: Inner = Inner()
    limit: float | None = None


@frozen
class Stranger:
    """A class whose types cannot be worked out."""

    a: Nowhere = None  # type: ignore[name-defined]  # noqa: F821


def test_a_table_is_closed_and_lists_what_must_be_there() -> None:
    schema = table_schema(Options)
    assert (schema["type"], schema["additionalProperties"]) == ("object", False)
    assert schema["required"] == ["n"]
    assert "required" not in table_schema(Inner)


def test_keys_have_their_type_limits_default_and_sentences() -> None:
    properties = table_schema(Options)["properties"]
    assert properties == {
        "n": {
            "description": "`n` counts layers, as does `n_layers`.",
            "type": "integer",
            "minimum": 1,
        },
        "n_layers": {
            "description": "`n` counts layers, as does `n_layers`.",
            "type": "integer",
            "default": 8,
        },
        "mode": {
            "description": "The `mode` is one of two.",
            "enum": ["full", "last"],
            "default": "full",
        },
        "pool": {
            "description": "`pool` names reductions: from the top down.",
            "type": "array",
            "items": {"type": "integer"},
            "default": [4, 4],
        },
        "inner": table_schema(Inner),
        "limit": {"type": "number"},
    }


def test_formulas_are_taken_in_options_alone() -> None:
    of_n = {"type": ["integer", "string"], "minimum": 1}
    properties = table_schema(Options, takes_formulas=True)["properties"]
    assert isinstance(properties, dict)
    assert of_n.items() <= properties["n"].items()


def test_the_docstring_is_one_paragraph() -> None:
    assert described(Options).endswith("one of two. `pool` names reductions: from the top down.")


def test_a_class_that_nobody_can_read_is_a_table_of_anything() -> None:
    assert table_schema(Stranger) == {"type": "object"}
