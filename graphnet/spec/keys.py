"""The format of a spec as data: which keys each table can have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum, auto
from functools import cache
from typing import get_origin

import attrs

from graphnet.spec.settings import Settings
from graphnet.values import frozen


class Holds(Enum):
    """What stands behind a key that is not a table of known keys."""

    VALUE = auto()
    ANYTHING = auto()


@frozen
class TableKeys:
    """The keys of a table by name; `others` is what any other key holds, None where none may be."""

    named: Mapping[str, TableKeys | Holds]
    others: TableKeys | Holds | None = None


_STAGE_PART: Mapping[str, TableKeys | Holds] = {
    "use": Holds.VALUE,
    "contract": Holds.ANYTHING,
    "options": Holds.ANYTHING,
    "sizes": Holds.ANYTHING,
}
SOURCE = TableKeys(_STAGE_PART)
STAGE = TableKeys({**_STAGE_PART, "input": Holds.ANYTHING, "tie": Holds.ANYTHING})
OBJECTIVE = TableKeys(
    {
        **_STAGE_PART,
        "predict": Holds.VALUE,
        "target": Holds.VALUE,
        "prediction": Holds.VALUE,
    }
)
METRIC = TableKeys({**_STAGE_PART, "target": Holds.VALUE, "prediction": Holds.VALUE})
_MODEL: Mapping[str, TableKeys | Holds] = {
    "format": Holds.VALUE,
    "name": Holds.VALUE,
    "requires": Holds.VALUE,
    "chain": Holds.VALUE,
    "outputs": Holds.VALUE,
    "where": Holds.VALUE,
    "prove": Holds.VALUE,
    "sizes": TableKeys({}, others=Holds.VALUE),
    "source": SOURCE,
    "stages": TableKeys({}, others=STAGE),
    "objective": OBJECTIVE,
    "metrics": TableKeys({}, others=METRIC),
}


@cache
def format_keys() -> TableKeys:
    """Every key a spec can have, once `extends` is applied."""
    settings = {name: held for name, held in _of_class(Settings).named.items() if name != "places"}
    return TableKeys({**_MODEL, **settings})


def _of_class(cls: type) -> TableKeys:
    return TableKeys({f.name: _of_field(f.type) for f in attrs.fields(attrs.resolve_types(cls))})


def _of_field(kind: object) -> TableKeys | Holds:
    if isinstance(kind, type) and attrs.has(kind):
        return _of_class(kind)
    origin = get_origin(kind)
    is_mapping = isinstance(origin, type) and issubclass(origin, Mapping)
    return Holds.ANYTHING if is_mapping else Holds.VALUE


def holders_of(key: str, keys: TableKeys | None = None, path: str = "") -> Iterator[str]:
    """The tables that have a key of this name, dotted: `train.optimizer` for `lr`."""
    table = format_keys() if keys is None else keys
    if path and key in table.named:
        yield path
    inner = dict(table.named)
    if isinstance(table.others, TableKeys):
        inner["NAME"] = table.others
    for name, held in inner.items():
        if isinstance(held, TableKeys):
            yield from holders_of(key, held, f"{path}.{name}" if path else name)
