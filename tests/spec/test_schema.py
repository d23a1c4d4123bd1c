"""The schema of a spec takes what the reader takes, type by type, and refuses what it refuses."""

from __future__ import annotations

from typing import Any, Literal

import pytest
import tomli
from attrs import field, frozen, validators
from jsonschema import Draft7Validator

from graphnet.cli.schema import installed
from graphnet.diagnostics import has_errors
from graphnet.registry import find_plugins
from graphnet.spec.parse import parse_tree
from graphnet.spec.read_options import read_options
from graphnet.spec.schema import Offer, Offers, options_schema, spec_schema
from graphnet.text import Excerpt, SourceText

INSTALLED = installed(find_plugins({}))
EVERY = (
    *INSTALLED.sources, *INSTALLED.stages, *INSTALLED.objectives, *INSTALLED.metrics
)  # fmt: skip
VALUES = (
    "0", "1", "4", "64", "-1", "0.5", "1.5", "-0.5", "true", '"x"', '"d_model // 2"', '""', "[]",
    "[4, 4]", "[4, 1]", '["x", 4]', "[0.5]", "[true]", "{}", "{ a = 1 }", "1979-05-27",
    '"linear"', '"mu-law"', '"full"', '"lin"', '"zoh"',
)  # fmt: skip


@frozen(kw_only=True)
class LinearOptions:
    """A layer."""

    width: int = field(validator=validators.ge(1))
    mode: Literal["a", "b"] = "a"


@frozen
class NoOptions:
    """Nothing to set."""


OFFERS = Offers(
    sources=(Offer(names=("t.files", "files"), summary="files", options=NoOptions),),
    stages=(
        Offer(names=("t.linear", "linear"), summary="a layer", options=LinearOptions),
        Offer(names=("t.add",), summary="a sum", options=NoOptions),
    ),
    objectives=(Offer(names=("t.loss", "loss"), summary="a loss", options=NoOptions),),
    metrics=(Offer(names=("t.hits", "hits"), summary="how often", options=NoOptions),),
)
SCHEMA = spec_schema(OFFERS)
GOOD = """
format = 1
name = "x"
[source]
use = "files"
[stages.one]
use = "linear"
options = { width = 4 }
[objective]
use = "t.loss"
predict = "next"
[metrics.often]
use = "hits"
"""


def complaints(text: str) -> list[str]:
    spec: dict[str, Any] = tomli.loads(text)
    return [error.message for error in Draft7Validator(SCHEMA).iter_errors(spec)]


def test_it_is_a_schema_of_the_draft_it_names() -> None:
    assert SCHEMA["$schema"] == "http://json-schema.org/draft-07/schema#"
    Draft7Validator.check_schema(SCHEMA)
    Draft7Validator.check_schema(spec_schema(INSTALLED))
    Draft7Validator.check_schema(spec_schema(Offers()))


def test_a_complete_spec_is_valid() -> None:
    assert complaints(GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("format = 1", "format = 2", "1 was expected"),
        ("format = 1", "", "'format' is a required property"),
        ('use = "files"', "", "'use' is a required property"),
        ('use = "linear"', "", "'use' is a required property"),
        ('predict = "next"', "", "'predict' is a required property"),
        ('use = "hits"', "", "'use' is a required property"),
        ('"hits"', '"files"', "'files' is not one of ['t.hits', 'hits']"),
        (
            "[metrics.often]",
            "[metrics.loss]",
            "'loss' should not be valid under {'enum': ['loss']}",
        ),
        ('"next"', '"nxt"', "'nxt' is not one of ['next', 'label', 'same']"),
        ('"linear"', '"add"', "'add' is not one of ['t.linear', 'linear', 't.add']"),
        ("options = { width = 4 }", "", "'options' is a required property"),
        ("width = 4", 'mode = "a"', "'width' is a required property"),
        ("width = 4", "width = 0", "0 is less than the minimum of 1"),
        ("width = 4", "width = 4.5", "4.5 is not of type 'integer', 'string'"),
        (
            "width = 4",
            "width = 4, widht = 4",
            "Additional properties are not allowed ('widht' was unexpected)",
        ),
        ("width = 4", 'width = 4, mode = "c"', "'c' is not one of ['a', 'b']"),
    ],
)
def test_one_mistake_is_one_complaint_in_its_own_words(old: str, new: str, complaint: str) -> None:
    assert complaints(GOOD.replace(old, new)) == [complaint]


def test_options_are_those_of_the_type_that_is_used() -> None:
    assert complaints(GOOD.replace('"linear"', '"t.linear"')) == []
    assert complaints(GOOD.replace('"linear"', '"t.add"')) != []


def test_a_whole_number_option_may_be_a_formula() -> None:
    assert complaints(GOOD.replace("width = 4", 'width = "d_model // 2"')) == []


def test_a_spec_that_extends_another_may_leave_out_what_that_one_says() -> None:
    assert complaints('extends = "base.toml"\n[stages.one]\noptions = { mode = "b" }\n') == []
    assert complaints('extends = "base.toml"\n[stages.one]\nuse = "linear"\n') == []
    assert complaints('extends = "base.toml"\n[stages.one]\noptoins = 3\n') != []


def test_a_key_says_which_type_it_is_an_option_of() -> None:
    definitions = SCHEMA["definitions"]
    assert isinstance(definitions, dict)
    width = definitions["stage.t.linear"]["properties"]["width"]
    assert width["description"] == "Option of `t.linear`."


def test_a_type_by_itself_has_the_schema_of_its_options() -> None:
    schema = options_schema(OFFERS.stages[0])
    assert (schema["title"], schema["required"]) == ("t.linear", ["width"])


@pytest.mark.parametrize("offer", EVERY, ids=lambda offer: offer.names[0])
def test_options_of_what_is_installed_are_taken_and_refused_as_the_reader_does(
    offer: Offer,
) -> None:
    schema = {key: value for key, value in options_schema(offer).items() if key != "required"}
    validator = Draft7Validator(schema)
    names = schema.get("properties", {})
    assert isinstance(names, dict)
    for text in (f"{name} = {value}" for name in (*names, "stranger") for value in VALUES):
        tree, _ = parse_tree(SourceText("x.toml", text))
        assert tree is not None
        _, found = read_options(tree, offer.options, tree.at, size)
        codes = {p.rule.code for p in found if p.rule.code != "GN105"}
        if not validator.is_valid(tomli.loads(text)):
            assert has_errors(found), f"the schema refuses `{text}`"
        elif codes:
            # a formula, and what a validator works out by itself, are beyond a schema
            assert codes == {"GN205"}, f"the schema takes `{text}`"


def size(text: Excerpt) -> tuple[int | None, tuple[()]]:
    """Any formula comes to a number that every option takes."""
    return 64, ()
