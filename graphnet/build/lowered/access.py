"""What an operation reads and writes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from attrs import evolve, fields

from graphnet.build.lowered.ops import Op, Vector

WRITTEN = frozenset({"out", "state", "window"})
ONLY_WRITTEN = "out"


def vectors_of(op: Op) -> dict[str, Vector]:
    """Every vector of an operation by the name of its field."""
    named = ((each.name, getattr(op, each.name)) for each in fields(type(op)))
    return {name: value for name, value in named if isinstance(value, Vector)}


def reads(op: Op) -> tuple[Vector, ...]:
    """What must be there when an operation runs; states and windows count."""
    return tuple(v for name, v in vectors_of(op).items() if name != ONLY_WRITTEN)


def writes(op: Op) -> tuple[Vector, ...]:
    """What an operation changes; states and windows count."""
    return tuple(v for name, v in vectors_of(op).items() if name in WRITTEN)


def overlap(one: Vector, other: Vector) -> bool:
    """Whether two vectors share a number."""
    return (
        one.register == other.register
        and one.start < other.start + other.size
        and other.start < one.start + one.size
    )


def with_vectors(op: Op, moved: Callable[[Vector], Vector]) -> Op:
    """The same operation on other vectors."""
    changed: dict[str, Any] = {name: moved(vector) for name, vector in vectors_of(op).items()}
    return evolve(op, **changed)
