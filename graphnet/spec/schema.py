"""The format of a spec as JSON Schema, with the options of what is installed, for editors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import attrs

from graphnet.diagnostics.render_json import Json
from graphnet.spec.keys import METRIC, OBJECTIVE, SOURCE, STAGE, TableKeys, format_keys
from graphnet.spec.read_stages import RESERVED_NAMES
from graphnet.spec.schema_forms import MODEL, TIE, named, said
from graphnet.spec.schema_forms import STAGE as STAGE_FORMS
from graphnet.spec.schema_tables import table_schema
from graphnet.spec.schema_values import Schema
from graphnet.spec.settings import LOSS, Settings
from graphnet.values import frozen

DRAFT = "http://json-schema.org/draft-07/schema#"
_NEEDED = ("format", "name", "source")


@frozen(kw_only=True)
class Offer:
    """What a table can `use`: the names it goes by, what it is, and the class of its options."""

    names: tuple[str, ...]
    summary: str
    options: type


@frozen(kw_only=True)
class Offers:
    """Everything installed that a spec can use, by the table that uses it."""

    sources: tuple[Offer, ...] = ()
    stages: tuple[Offer, ...] = ()
    objectives: tuple[Offer, ...] = ()
    metrics: tuple[Offer, ...] = ()


def spec_schema(offers: Offers) -> Schema:
    """The schema of a whole spec file.

    A spec that extends another may leave out whatever that one says; any other is complete.
    """
    source = _Used("source", SOURCE, offers.sources)
    stage = _Used("stage", STAGE, offers.stages)
    objective = _Used("objective", OBJECTIVE, offers.objectives)
    metric = _Used("metric", METRIC, offers.metrics)
    tables = {
        "source": said("Where examples come from.", source.table()),
        "stages": said("The stages, in the order of the chain.", named(stage.link, RESERVED_NAMES)),
        "objective": said("What is minimised.", objective.table()),
        "metrics": said("What is measured beside the loss.", named(metric.link, {LOSS})),
    }
    complete: dict[str, Json] = {
        "source": source.complete("use"),
        "stages": {"additionalProperties": stage.complete("use")},
        "objective": objective.complete("use", "predict"),
        "metrics": {"additionalProperties": metric.complete("use")},
    }
    definitions: dict[str, Json] = {"tie": TIE, "stage": stage.table(), "metric": metric.table()}
    for used in (source, stage, objective, metric):
        definitions |= used.definitions()
    return {**_root(tables, complete), "definitions": definitions}


def _root(tables: Mapping[str, Schema], complete: dict[str, Json]) -> Schema:
    """The spec itself; `complete` is what its tables need where it extends no other."""
    forms = {**MODEL, **_settings(), **tables}
    known = (*format_keys().named, "extends")
    properties: dict[str, Json] = {key: forms.get(key, {}) for key in known}
    return {
        "$schema": DRAFT,
        "title": "graphnet spec",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "if": {"not": {"required": ["extends"]}},
        "then": {"required": list(_NEEDED), "properties": complete},
    }


def options_schema(offer: Offer) -> Schema:
    """The schema of the options of one type by itself."""
    return {"$schema": DRAFT, "title": offer.names[0], **_options(offer)}


def _options(offer: Offer) -> Schema:
    return table_schema(offer.options, takes_formulas=True)


def _settings() -> Mapping[str, Schema]:
    """The tables that set commands."""
    fields = attrs.fields(attrs.resolve_types(Settings))
    return {
        field.name: table_schema(field.type)
        for field in fields
        if isinstance(field.type, type) and attrs.has(field.type)
    }


@frozen
class _Used:
    """A kind of table that uses one of several types."""

    kind: str
    keys: TableKeys
    offers: Sequence[Offer]

    def table(self) -> Schema:
        """The table's keys; the type that is used decides which options there are.

        `anyOf` refuses nothing, as its first part takes everything: it is there for editors that
        look for keys to complete below `anyOf` and not below `then`.
        """
        properties: dict[str, Json] = {key: STAGE_FORMS.get(key, {}) for key in self.keys.named}
        branches = [
            (offer, {"properties": {"options": {"$ref": f"#/definitions/{self._name(offer)}"}}})
            for offer in self.offers
        ]
        chosen: list[Json] = [{"if": _uses(offer), "then": keys} for offer, keys in branches]
        hints: list[Json] = [keys for _, keys in branches]
        return {
            "type": "object",
            "properties": {**properties, "use": _use(self.kind, self.offers)},
            "additionalProperties": False,
            "dependencies": {"use": {"allOf": [{}, *chosen]}},
            "anyOf": [{}, *hints],
        }

    @property
    def link(self) -> Schema:
        """A reference to the table's definition."""
        return {"$ref": f"#/definitions/{self.kind}"}

    def complete(self, *needed: str) -> Schema:
        """What such a table must have, where nothing else fills it up."""
        asking = [(offer, _options(offer).get("required")) for offer in self.offers]
        conditions: list[Json] = [
            {"if": _uses(offer), "then": _options_with(required)}
            for offer, required in asking
            if required
        ]
        schema: Schema = {"required": list(needed)}
        return {**schema, "allOf": conditions} if conditions else schema

    def definitions(self) -> dict[str, Json]:
        """The options of each type, all of which may be left out."""
        return {self._name(offer): _one_of_many(offer) for offer in self.offers}

    def _name(self, offer: Offer) -> str:
        return f"{self.kind}.{offer.names[0]}"


def _use(kind: str, offers: Iterable[Offer]) -> Schema:
    """The names that can be used; editors that know `x-taplo` show what each one is."""
    said = {name: offer.summary for offer in offers for name in offer.names}
    description = f"The type of {kind}: a full name, or a bare one while it is unambiguous."
    if not said:
        return {"description": description, "type": "string"}
    return {
        "description": description,
        "enum": list(said),
        "x-taplo": {"docs": {"enumValues": list(said.values())}},
    }


def _uses(offer: Offer) -> Schema:
    return {"properties": {"use": {"enum": list(offer.names)}}, "required": ["use"]}


def _options_with(required: Json) -> Schema:
    return {"required": ["options"], "properties": {"options": {"required": required}}}


def _one_of_many(offer: Offer) -> Schema:
    """The options of one type among others: each says whose it is, and none is required."""
    schema = {key: value for key, value in _options(offer).items() if key != "required"}
    properties = schema.get("properties")
    if not isinstance(properties, dict):
        return schema
    whose = f"Option of `{offer.names[0]}`."
    keys: dict[str, Json] = {
        name: key | {"description": f"{whose} {key.get('description', '')}".rstrip()}
        for name, key in properties.items()
        if isinstance(key, dict)
    }
    return {**schema, "properties": keys}
