"""What every side reads of the settings it is given; imports nothing of ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from torch import nn

from tests.benchmarks.measuring.result import Json

SEED = 1


def whole(settings: Mapping[str, Json], name: str) -> int:
    """A whole number among settings."""
    value = settings[name]
    if not isinstance(value, int):
        raise TypeError(f"`{name}` is {value!r}, not a whole number")
    return value


def words(value: Json) -> tuple[str, ...]:
    """A list of words among settings."""
    if isinstance(value, str) or not isinstance(value, Sequence):
        return ()
    return tuple(str(each) for each in value)


def count(module: nn.Module) -> int:
    """How many numbers a module learns."""
    return sum(parameter.numel() for parameter in module.parameters())
