"""What the keys of the model take, as JSON Schema: the form the readers of each key ask for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from graphnet.contract.syntax import RESERVED
from graphnet.diagnostics.render_json import Json
from graphnet.spec.read_sizes import ALWAYS_FREE
from graphnet.spec.read_stages import PREDICT
from graphnet.spec.rules.unknown_format import FORMAT
from graphnet.spec.schema_values import FORMULA, Schema

# letters of any alphabet, digits and `_`, said by what is left out: `\w` means ASCII to editors
_NO_WORD = r"\u0000-/:-@\[-^`{-\u007f"
_STAGE_NAME = rf"^[^{_NO_WORD}0-9]([^{_NO_WORD}]|-)*$"
_SIZE_NAME = rf"^[^{_NO_WORD}0-9][^{_NO_WORD}]*$"
_WIRE = r"^[^.]+(\.[^.]+)*$"
_PARAMETER = r"^[^.]+(\.[^.]+)+$"

_TEXT: Schema = {"type": "string"}
_TEXTS: Schema = {"type": "array", "items": _TEXT}
_REFERENCE: Schema = {"type": "string", "pattern": _WIRE}
_PORTS: Json = {"anyOf": [_TEXT, {"type": "object", "additionalProperties": _TEXT}]}
_CONDITIONS: Json = {"anyOf": [_TEXT, _TEXTS]}


def said(description: str, schema: Schema) -> Schema:
    """The schema with a description."""
    return {"description": description, **schema}


def _size(*, is_stage: bool) -> Schema:
    text: Schema = {"type": "string", "minLength": 1}
    return {
        "type": "object",
        "propertyNames": {"pattern": _SIZE_NAME, "not": {"enum": sorted(RESERVED)}},
        "properties": {} if is_stage else {name: {"const": "any"} for name in ALWAYS_FREE},
        "additionalProperties": {**text, "type": FORMULA, "minimum": 1}
        | ({"not": {"const": "any"}} if is_stage else {}),
    }


def named(schema: Schema, taken: Iterable[str]) -> Schema:
    """A table of tables by name, each of the given schema; some names mean something else."""
    names: Schema = {"pattern": _STAGE_NAME, "not": {"enum": sorted(taken)}}
    return {"type": "object", "propertyNames": names, "additionalProperties": schema}


MODEL: Mapping[str, Schema] = {
    "format": said("The version of the format.", {"const": FORMAT}),
    "name": said(
        "What the spec is called; runs go into a folder of this name.",
        {"type": "string", "minLength": 1, "maxLength": 100},
    ),
    "extends": said("A spec that this one changes; the path starts at this file's folder.", _TEXT),
    "requires": said('Distributions whose plugins are used, such as `"graphnet-s4>=0.1"`.', _TEXTS),
    "chain": said("The order of the chain, where it is not that of the file.", _TEXTS),
    "outputs": said(
        "Wires that are kept beside the prediction.", {"type": "array", "items": _REFERENCE}
    ),
    "where": said('Conditions on sizes, such as `"L % 16 == 0"`.', {"anyOf": [_TEXT, _TEXTS]}),
    "prove": said("Promises that are proved of the whole pipeline.", _TEXTS),
    "sizes": said(
        'Sizes by name: a whole number, a formula, or `"any"` for a free one.',
        _size(is_stage=False),
    ),
}
"""Keys of the spec itself, without its stages and its settings."""

STAGE: Mapping[str, Schema] = {
    "contract": said(
        "What goes in and comes out, proved against what the stage declares.",
        {
            "anyOf": [
                {"type": "string", "pattern": "->"},
                {
                    "type": "object",
                    "properties": {
                        "in": _PORTS,
                        "out": _PORTS,
                        "where": _CONDITIONS,
                        "effects": _CONDITIONS,
                    },
                    "additionalProperties": False,
                    "minProperties": 1,
                },
            ]
        },
    ),
    "options": said("What the stage type lets a spec set.", {"type": "object"}),
    "sizes": said("Sizes by the declaration's own names.", _size(is_stage=True)),
    "input": said(
        "The stage or port that feeds this one; a table where there are several ports.",
        {"anyOf": [_REFERENCE, {"type": "object", "additionalProperties": _REFERENCE}]},
    ),
    "tie": said(
        'Parameters that are another stage\'s: `{ weight = "encoder.weight" }`.',
        {"type": "object", "additionalProperties": {"$ref": "#/definitions/tie"}},
    ),
    "predict": said("What the prediction is of.", {"enum": list(PREDICT)}),
    "target": said("The wire that is predicted.", _REFERENCE),
    "prediction": said("The wire that predicts.", _REFERENCE),
}
"""Keys of stages, of the source and of the objective, without `use`."""

TIE: Schema = {
    "anyOf": [
        {"type": "string", "pattern": _PARAMETER},
        {"type": "object", "additionalProperties": {"$ref": "#/definitions/tie"}},
    ]
}
"""A parameter of another stage, or a table of them: a parameter's name may have dots."""
