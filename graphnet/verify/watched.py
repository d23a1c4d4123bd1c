"""Options that note which of their fields are read, and are of their own class all the same."""

from __future__ import annotations

from typing import Any

from graphnet.verify.variations import fields_of


def watched(options: object, seen: set[str]) -> object | None:
    """A copy of some options that notes reads in `seen`; None where the class allows none."""
    kind = type(options)
    names = frozenset(field.name for field in fields_of(options))

    def read(self: Any, name: str) -> Any:
        if name in names:
            seen.add(name)
        return object.__getattribute__(self, name)

    try:
        spy = type(kind.__name__, (kind,), {"__getattribute__": read, "__slots__": ()})
        copy: object = object.__new__(spy)
        for name in names:
            object.__setattr__(copy, name, getattr(options, name))
    except (TypeError, AttributeError):
        return None
    return copy
