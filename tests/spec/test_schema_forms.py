"""Every key of the format has a form, and names are those the readers take."""

from __future__ import annotations

import attrs
import pytest
import tomli
from jsonschema import Draft7Validator

from graphnet.diagnostics import has_errors
from graphnet.spec.keys import METRIC, OBJECTIVE, SOURCE, STAGE, format_keys
from graphnet.spec.load import spec_from_text
from graphnet.spec.read_stages import RESERVED_NAMES
from graphnet.spec.schema_forms import MODEL, TIE, named
from graphnet.spec.schema_forms import STAGE as STAGE_FORMS
from graphnet.spec.settings import Settings
from graphnet.text import SourceText

HEAD = 'format = 1\nname = "x"\n[source]\nuse = "files"\n'


def test_no_key_of_the_format_lacks_a_form() -> None:
    settings = {field.name for field in attrs.fields(Settings)}
    tables = {"source", "stages", "objective", "metrics"}
    assert set(format_keys().named) <= set(MODEL) | settings | tables
    parts = {*SOURCE.named, *STAGE.named, *OBJECTIVE.named, *METRIC.named}
    assert parts == {*STAGE_FORMS, "use"}


def test_no_form_is_of_a_key_that_the_format_lacks() -> None:
    assert set(MODEL) - set(format_keys().named) == {"extends"}


@pytest.mark.parametrize(
    "name", ["head", "my-head", "head_2", "tête", "层", "2head", "-x", "the head", "a.b", "source"]
)
def test_a_stage_is_named_as_the_reader_has_it(name: str) -> None:
    is_valid = Draft7Validator(named({}, RESERVED_NAMES)).is_valid({name: {}})
    _, found = spec_from_text(
        SourceText("x.toml", f"{HEAD}[stages.'{name}']\nuse = \"linear\"\n"),
    )
    assert is_valid is not has_errors(found)


@pytest.mark.parametrize(
    "line",
    [
        "d_model = 64",
        'd_model = "2*bits"',
        'T = "any"',
        'B = "any"',
        "B = 2",
        "inf = 2",
        "d-model = 2",
        "d_model = 0",
        "d_model = 0.5",
        "d_model = true",
        'd_model = ""',
        '"größe" = 3',
        "2d = 3",
    ],
)
def test_a_size_is_written_as_the_reader_has_it(line: str) -> None:
    _, found = spec_from_text(SourceText("x.toml", f"{HEAD}[sizes]\n{line}\n"))
    is_valid = Draft7Validator(MODEL["sizes"]).is_valid(tomli.loads(line))
    assert is_valid is not has_errors(found)


def test_a_tie_may_be_written_under_dots() -> None:
    schema = {**STAGE_FORMS["tie"], "definitions": {"tie": TIE}}
    validator = Draft7Validator(schema)
    assert validator.is_valid({"weight": "encoder.weight", "norm": {"weight": "encoder.norm.w"}})
    assert not validator.is_valid({"weight": "encoder"})
    assert not validator.is_valid({"weight": 3})
