"""GN705: an output depends on no other items than the declared effects allow."""

from __future__ import annotations

from graphnet.diagnostics import Rule
from graphnet.verify.check import Finding
from graphnet.verify.ports import Point

RULE = Rule("GN705", "sees-too-far")


def sees_ahead(port: str, items: tuple[int, int, int], gap: float, point: Point) -> Finding:
    """An output item that changes with an input item later than it may see."""
    changed, item, last = items
    return Finding(
        rule=RULE,
        message=f"is not causal as declared: item {item} of `{port}` changes with item {changed}",
        port=port,
        expected=f"item {item} depends on nothing after item {last}",
        found=f"a change of {gap:.2g}",
        point=dict(point),
    )


def sees_back(port: str, items: tuple[int, int, int], found: str, point: Point) -> Finding:
    """An output item that changes with an input item before its receptive field or block."""
    changed, item, first = items
    return Finding(
        rule=RULE,
        message=f"sees further than declared: item {item} of `{port}` changes with item {changed}",
        port=port,
        expected=f"item {item} depends on nothing before item {first}",
        found=found,
        point=dict(point),
    )


def sees_padding(port: str, gap: float, point: Point) -> Finding:
    """An output that changes with what stands behind the end of a sequence."""
    return Finding(
        rule=RULE,
        message=f"is not padding-safe as declared: `{port}` changes with values behind `lengths`",
        port=port,
        expected="nothing depends on padding",
        found=f"a change of {gap:.2g}",
        point=dict(point),
    )
