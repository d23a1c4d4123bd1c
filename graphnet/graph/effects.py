"""What a stage's declared effects say about time, as one value, once its sizes are numbers."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from fractions import Fraction
from math import inf

from graphnet.contract.lower import Scope, lower
from graphnet.contract.polynomial import Polynomial
from graphnet.contract.syntax import (
    Axis,
    Binary,
    Contract,
    Dim,
    Effect,
    Infinity,
    Int,
    Name,
    Tensor,
    Where,
)
from graphnet.graph.names import names_of
from graphnet.graph.plan import Timing
from graphnet.values import evolve


def _unknown(_: Name) -> Polynomial | None:
    """The scope that knows no size."""
    return None


def timing_of(effects: tuple[Effect, ...], value: Scope = _unknown) -> Timing:
    """The effects as one value; amounts over sizes that `value` does not know say nothing."""
    timing = Timing()
    for effect in effects:
        if effect.amount is None:
            timing = _with_promise(timing, effect)
        elif effect.name == "field":
            timing = evolve(timing, field=_field(effect, amount_of(effect, value)))
        else:
            timing = _with_amount(timing, effect, amount_of(effect, value))
    return timing


def _with_promise(timing: Timing, effect: Effect) -> Timing:
    """An effect that stands alone; `global` promises nothing: such a stage needs everything."""
    match effect.name:
        case "positionwise":
            timing = evolve(timing, positionwise=True, causal=True)
        case "causal":
            timing = evolve(timing, causal=True)
        case "step":
            timing = evolve(timing, steps=True)
        case "padding-safe":
            timing = evolve(timing, padding_safe=True)
        case "selects":
            timing = evolve(timing, selects=True)
    return timing


def _with_amount(timing: Timing, effect: Effect, amount: Fraction | None) -> Timing:
    """An effect that says how much, once that is known."""
    if amount is None:
        return timing
    match effect.name:
        case "ratio":
            timing = evolve(timing, ratio=amount)
        case "delay":
            timing = evolve(timing, causal=True, delay=int(amount))
        case "lookahead":
            timing = evolve(timing, lookahead=int(amount))
        case "block":
            timing = evolve(timing, block=int(amount))
        case "latency":
            timing = evolve(timing, latency=int(amount))
    return timing


def _field(effect: Effect, amount: Fraction | None) -> float | None:
    if isinstance(effect.amount, Infinity):
        return inf
    return None if amount is None else float(amount)


def conditions_of(contract: Contract, effects: tuple[Effect, ...]) -> tuple[Where, ...]:
    """What declared blocks ask of the length of `in.main`: `L % 4 == 0`."""
    return tuple(
        Where((Binary("%", dim, effect.amount, at=effect.at), Int(0, at=effect.at)), ("==",),
              at=effect.at)
        for effect in effects
        if effect.name == "block" and isinstance(effect.amount, Dim)
        for dim in _times(contract)
    )  # fmt: skip


def _times(contract: Contract) -> Iterator[Dim]:
    """The size of the time axis that enters a stage, where its contract names the role."""
    main = dict(contract.inputs).get("main")
    if isinstance(main, Tensor):
        axes = (axis for axis in main.shape if isinstance(axis, Axis))
        yield from (axis.dim for axis in axes if axis.role == "time")


def unusable_effects(effects: tuple[Effect, ...], names: Collection[str]) -> Iterator[Effect]:
    """Effects whose amount can never be counted with; `names` are the stage's own sizes."""
    for effect in effects:
        if effect.amount is None or isinstance(effect.amount, Infinity):
            continue
        mentioned = _names(effect)
        known = all(name in names for name in mentioned)
        if not known or (not mentioned and amount_of(effect) is None):
            yield effect


def open_effects(effects: tuple[Effect, ...], value: Scope = _unknown) -> tuple[Effect, ...]:
    """Effects whose amount depends on sizes that `value` does not know as numbers."""
    return tuple(e for e in effects if _names(e) and amount_of(e, value) is None)


def _names(effect: Effect) -> tuple[str, ...]:
    if effect.amount is None or isinstance(effect.amount, Fraction | Infinity):
        return ()
    return tuple(name.text for name in names_of(effect.amount))


def amount_of(effect: Effect, value: Scope = _unknown) -> Fraction | None:
    """How much an effect says, its names read by `value`; None where that is no number."""
    match effect.amount:
        case Fraction() as amount:
            return amount
        case None | Infinity():
            return None
        case dim:
            size = lower(dim, value)
    number = size.as_int if isinstance(size, Polynomial) else None
    return None if number is None or number < _LEAST.get(effect.name, 0) else Fraction(number)


_LEAST = {"ratio": 1, "block": 1, "field": 1, "latency": 1}
"""The smallest amount that means something; 0 for the others."""
