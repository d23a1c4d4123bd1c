"""GN704: one item at a time gives what the whole sequence gives."""

from __future__ import annotations

from graphnet.diagnostics import Rule
from graphnet.verify.check import Finding
from graphnet.verify.ports import Point

RULE = Rule("GN704", "step-differs")


def cannot_step(problem: str, point: Point) -> Finding:
    """A stage that declares `step` and does not."""
    return Finding(
        rule=RULE,
        message=f"declares `step` and does not: {problem}",
        expected="`initial_state(batch)` and `step(main, state)`",
        found=problem,
        point=dict(point),
    )


def steps_apart(port: str, item: int, gap: float, allowed: float, point: Point) -> Finding:
    """A step that gives other values than the whole sequence."""
    return Finding(
        rule=RULE,
        message=f"steps to another `{port}` at item {item} than the whole sequence gives",
        port=port,
        expected=f"a difference below {allowed:.1g}",
        found=f"{gap:.2g}",
        point=dict(point),
    )


def step_shape(port: str, expected: object, found: object, point: Point) -> Finding:
    """A step whose output is not the contract's without its time axis."""
    return Finding(
        rule=RULE,
        message=f"gives `{port}` from a step with the wrong shape",
        port=port,
        expected=f"{expected}, the contract without its time axis",
        found=str(found),
        point=dict(point),
    )


def state_differs(index: int, expected: str, found: str, point: Point) -> Finding:
    """A state that is not the declared one."""
    return Finding(
        rule=RULE,
        message=f"begins with a state {index} other than it declares",
        expected=expected,
        found=found,
        point=dict(point),
    )


def state_changes(what: str, expected: str, found: str, point: Point) -> Finding:
    """A state that is not closed under step."""
    return Finding(
        rule=RULE,
        message=f"is not closed under step: {what}",
        expected=expected,
        found=found,
        point=dict(point),
    )
