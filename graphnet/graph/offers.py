"""Stage types that would mend a wire: those that give, or take, a record of some fields."""

from __future__ import annotations

from collections.abc import Mapping

from graphnet.contract.syntax import Port, Record
from graphnet.graph.declare import declare
from graphnet.graph.records import MAIN
from graphnet.plugin.types import StageType

MOST = 3
"""How many types a message names."""


def types_that_give(fields: tuple[str, ...], offered: Mapping[str, StageType]) -> tuple[str, ...]:
    """Types whose default form turns one tensor into a record of these fields."""
    found = []
    for name, (takes, gives) in _forms(offered).items():
        if _is_record_of(gives, fields) and takes is not None and not isinstance(takes, Record):
            found.append(name)
    return tuple(found[:MOST])


def types_that_take(fields: tuple[str, ...], offered: Mapping[str, StageType]) -> tuple[str, ...]:
    """Types whose default form takes a record of these fields."""
    forms = _forms(offered).items()
    return tuple(name for name, (takes, _) in forms if _is_record_of(takes, fields))[:MOST]


def _is_record_of(port: Port | None, fields: tuple[str, ...]) -> bool:
    return isinstance(port, Record) and {name for name, _ in port.fields} == {*fields}


def _forms(offered: Mapping[str, StageType]) -> dict[str, tuple[Port | None, Port | None]]:
    """What each type takes and gives on `main`; types that need options are left out."""
    found: dict[str, tuple[Port | None, Port | None]] = {}
    for name, offer in offered.items():
        if offer.flaw is not None:
            continue
        try:
            options: object = offer.options()
        except TypeError:
            continue
        declared, _ = declare(offer, options)
        if declared is not None:
            contract = declared.contract
            found[name] = dict(contract.inputs).get(MAIN), dict(contract.outputs).get(MAIN)
    return found
