"""GN703: a law that a stage declares holds on probes."""

from __future__ import annotations

from graphnet.diagnostics import Rule
from graphnet.verify.check import Finding
from graphnet.verify.ports import Point

RULE = Rule("GN703", "law-broken")


def not_normalised(total: float, count: int, tolerance: float, point: Point) -> Finding:
    """A likelihood whose probabilities do not sum to 1."""
    return Finding(
        rule=RULE,
        message=f"is no probability: exp(-nats) over all {count:,} targets sums to {total:.4g}",
        port="target",
        expected=f"a sum of 1, to {tolerance:g}",
        found=f"{total:.6g}",
        point=dict(point),
        notes=("costs in bits are off by the logarithm of this sum",),
    )


def floor_unreachable(target: int, bits: float, found: float, point: Point) -> Finding:
    """A target that no prediction can make as cheap as promised."""
    return Finding(
        rule=RULE,
        message=f"cannot predict {target} for less than {found:.2f} bits",
        port="target",
        expected=f"some prediction costs at most {bits:g} bits",
        found=f"{found:.4g} bits at the best prediction found",
        point=dict(point),
        notes=("a bound on the prediction (a clamp) may lie too high for so many values",),
    )


def reorders_otherwise(
    place: tuple[int, ...], expected: tuple[int, ...], found: int, point: Point
) -> Finding:
    """A value that comes from another place than declared."""
    return Finding(
        rule=RULE,
        message=f"does not reorder as declared: `main`{list(place)} comes from elsewhere",
        port="main",
        expected=f"the value at {list(expected)}",
        found=f"value number {found}",
        point=dict(point),
        notes=("the probe numbers the values of the input in their order in memory",),
    )


def inverse_fails(
    what: str, place: tuple[int, ...], values: tuple[float, float], point: Point
) -> Finding:
    """An inverse that does not give back what went in."""
    wanted, got = values
    return Finding(
        rule=RULE,
        message=f"declares an inverse that is none: {what}",
        port="main",
        expected=f"{wanted:g} at {list(place)}",
        found=f"{got:g}",
        point=dict(point),
    )


def draws_otherwise(what: str, expected: str, found: str, point: Point) -> Finding:
    """A draw that is no value of the target."""
    return Finding(
        rule=RULE,
        message=f"draws what its target cannot be: {what}",
        port="target",
        expected=expected,
        found=found,
        point=dict(point),
    )
