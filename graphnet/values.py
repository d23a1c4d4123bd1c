"""Frozen values: attrs classes that share how they compare, hash and show themselves.

`attrs.frozen` writes and compiles those methods anew for every class, which for the two hundred
classes of the house is half of what importing it costs. What is left to attrs is what differs:
the fields, `__init__` and its validators, slots. To a type checker this is `attrs.frozen`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import TYPE_CHECKING

import attrs
from attrs import evolve, field

__all__ = ["evolve", "field", "frozen"]

if TYPE_CHECKING:
    from attrs import frozen
else:

    def frozen(
        cls: type | None = None,
        *,
        kw_only: bool = False,
        slots: bool = True,
        cache_hash: bool = False,
        eq: bool = True,
    ) -> type | Callable[[type], type]:
        """A frozen attrs class; one that keeps its hash is left to attrs as a whole."""

        def make(cls: type) -> type:
            if cache_hash:
                return attrs.frozen(cls, kw_only=kw_only, slots=slots, cache_hash=True)
            _lend_methods(cls, compares=eq)
            made = attrs.frozen(cls, kw_only=kw_only, slots=slots, eq=False, repr=False)
            fields = attrs.fields(made)
            made.compared_ = _reader(f.name for f in fields if f.eq)
            made.hashed_ = _reader(f.name for f in fields if (f.eq if f.hash is None else f.hash))
            return made

        return make if cls is None else make(cls)


def _lend_methods(cls: type, *, compares: bool) -> None:
    """Give a class the shared methods that it does not define itself."""
    own = cls.__dict__
    if compares and "__eq__" not in own:
        cls.__eq__ = _equals  # type: ignore[assignment,method-assign]  # a method of all
        if own.get("__hash__") is None:
            cls.__hash__ = _hash  # type: ignore[assignment,method-assign]  # a method of all
    if "__repr__" not in own:
        cls.__repr__ = _show  # type: ignore[assignment,method-assign]  # a method of all


def _reader(names: Iterable[str]) -> Callable[[object], object]:
    """What reads some attributes at once."""
    known = tuple(names)
    return attrgetter(*known) if known else _nothing


class _Nothing:
    """Reads no attribute; unlike a function, it does not become a method."""

    def __call__(self, _: object) -> object:
        return ()


_nothing = _Nothing()


def _equals(self: object, other: object) -> bool:
    """Same class, and equal in every field that is compared."""
    if other.__class__ is not self.__class__:
        return NotImplemented  # type: ignore[no-any-return]  # typed as Any
    read: Callable[[object], object] = self.compared_  # type: ignore[attr-defined]  # lent
    return self is other or read(self) == read(other)


def _hash(self: object) -> int:
    """Equal values have equal hashes."""
    read: Callable[[object], object] = self.hashed_  # type: ignore[attr-defined]  # lent
    return hash((self.__class__, read(self)))


def _show(self: object) -> str:
    """`Span(start=3, end=7)`: the fields that are shown, by name."""
    cls: type[attrs.AttrsInstance] = self.__class__  # type: ignore[assignment]  # made by attrs
    shown = (field.name for field in attrs.fields(cls) if field.repr)
    return f"{cls.__qualname__}({', '.join(f'{n}={getattr(self, n)!r}' for n in shown)})"
