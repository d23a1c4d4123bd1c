"""What options are held against when they are made: each refusal names the option."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, get_args

from attrs import Attribute, validators

from graphnet.plugin import frozen
from graphnet_s4.flavour import Flavour
from graphnet_s4.inits import least_rank, parts_of

fraction = validators.and_(validators.ge(0.0), validators.lt(1.0))
flavour = validators.in_(get_args(Flavour))
positive_or_none = validators.optional(validators.gt(0.0))
count_or_none = validators.optional(validators.ge(1))


@frozen
class MultipleOf:
    """A validator: the value is a whole number of times `divisor`, and at least that."""

    divisor: int

    def __call__(self, _: object, attribute: Attribute[int], value: int) -> None:
        if value < self.divisor or value % self.divisor:
            raise ValueError(f"'{attribute.name}' must be a multiple of {self.divisor}: {value}")


@frozen
class AtLeast:
    """A validator: the value is not below that of another option."""

    other: str

    def __call__(self, instance: object, attribute: Attribute[float], value: float) -> None:
        least: float = getattr(instance, self.other)
        if value < least:
            raise ValueError(f"'{attribute.name}' must be >= '{self.other}' ({least}): {value}")


@frozen
class OnlyWith:
    """A validator: the option may be set (be other than `unset`) only where another has `value`."""

    other: str
    value: object
    unset: object = None

    def __call__(
        self, instance: object, attribute: Attribute[Any], value: Any
    ) -> None:  # any option
        if value != self.unset and getattr(instance, self.other) != self.value:
            raise ValueError(f"'{attribute.name}' needs {self.other} = {_text(self.value)}")


class HasInit(Protocol):
    """Options that choose where a state matrix starts."""

    @property
    def init(self) -> str | None: ...


def is_shared_evenly(options: HasInit, _: Attribute[Any], value: object) -> None:
    """A validator: so many state matrices can be shared among the inits."""
    parts = len(parts_of(options.init))
    if isinstance(value, int) and (value < parts or value % parts):
        several = f' with init = "{options.init}"' if parts > 1 else ""
        raise ValueError(f"'n_ssm' must be \"H\" or a multiple of {parts}{several}: {value}")


def is_rank_enough(options: HasInit, _: Attribute[Any], value: int | None) -> None:
    """A validator: the correction has the rank that the init needs."""
    least = least_rank(options.init)
    if value is not None and value < least:
        raise ValueError(f"'rank' must be >= {least} with init = \"{options.init}\": {value}")


def one_of(choices: object) -> Callable[[Any, Attribute[Any], Any], None]:
    """A validator: the value is a member of this Literal."""
    return validators.in_(get_args(choices))


def _text(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return f'"{value}"'
    return str(value)
