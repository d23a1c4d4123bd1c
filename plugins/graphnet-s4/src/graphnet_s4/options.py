"""What a spec may set on each stage, with what is allowed."""

from __future__ import annotations

from typing import Literal, get_args

from attrs import Attribute, field, frozen, validators

from graphnet_s4.flavour import Flavour

Init = Literal["lin", "inv", "legs", "real", "inv2", "quad"]
Discretization = Literal["zoh", "bilinear"]

_fraction = validators.and_(validators.ge(0.0), validators.lt(1.0))
_flavour = validators.in_(get_args(Flavour))
_init = validators.in_(get_args(Init))
_discretization = validators.in_(get_args(Discretization))


@frozen
class _MultipleOf:
    """A validator: the value is a whole number of times `divisor`, and at least that."""

    divisor: int

    def __call__(self, _: object, attribute: Attribute[int], value: int) -> None:
        if value < self.divisor or value % self.divisor:
            raise ValueError(f"'{attribute.name}' must be a multiple of {self.divisor}: {value}")


@frozen
class _AtLeast:
    """A validator: the value is not below that of another option, given before it."""

    other: str

    def __call__(self, instance: object, attribute: Attribute[float], value: float) -> None:
        least: float = getattr(instance, self.other)
        if value < least:
            raise ValueError(f"'{attribute.name}' must be >= '{self.other}' ({least}): {value}")


@frozen(kw_only=True)
class S4DOptions:
    """One residual S4D block.

    `d_state` counts real states: half as many complex modes are kept. `init` chooses A and B
    (S4D-Lin, S4D-Inv, S4D-LegS, S4D-Real and two variants), dt is drawn log-uniformly between
    `dt_min` and `dt_max`, `discretization` turns the continuous system into steps. A
    `bidirectional` block has a second kernel, over what comes after: it has to see the whole
    sequence, and cannot step.
    """

    d_state: int = field(default=64, validator=_MultipleOf(2))
    dropout: float = field(default=0.0, validator=_fraction)
    flavour: Flavour = field(default="src", validator=_flavour)
    init: Init = field(default="lin", validator=_init)
    discretization: Discretization = field(default="zoh", validator=_discretization)
    dt_min: float = field(default=0.001, validator=validators.gt(0.0))
    dt_max: float = field(default=0.1, validator=_AtLeast("dt_min"))
    bidirectional: bool = False


@frozen(kw_only=True)
class FeedForwardOptions:
    """One residual feed-forward block, `ff` times as wide inside."""

    ff: int = field(default=2, validator=validators.ge(1))
    dropout: float = field(default=0.0, validator=_fraction)
    flavour: Flavour = field(default="src", validator=_flavour)


@frozen(kw_only=True)
class PoolOptions:
    """A change of rate by `pool`, and of width by `expand` the other way."""

    pool: int = field(default=4, validator=validators.ge(2))
    expand: int = field(default=2, validator=validators.ge(1))
    flavour: Flavour = field(default="src", validator=_flavour)


@frozen(kw_only=True)
class SashimiOptions:
    """SaShiMi: `n_layers` pairs of blocks at each of the `len(pool) + 1` rates.

    `pool` names the reductions from the top down; `ff = 0` leaves the feed-forward blocks out.
    """

    n_layers: int = field(default=8, validator=validators.ge(1))
    pool: tuple[int, ...] = field(
        default=(4, 4), validator=validators.deep_iterable(validators.ge(2))
    )
    expand: int = field(default=2, validator=validators.ge(1))
    ff: int = field(default=2, validator=validators.ge(0))
    d_state: int = field(default=64, validator=_MultipleOf(2))
    dropout: float = field(default=0.0, validator=_fraction)
    flavour: Flavour = field(default="src", validator=_flavour)
    init: Init = field(default="lin", validator=_init)
    discretization: Discretization = field(default="zoh", validator=_discretization)
    dt_min: float = field(default=0.001, validator=validators.gt(0.0))
    dt_max: float = field(default=0.1, validator=_AtLeast("dt_min"))
    bidirectional: bool = False
