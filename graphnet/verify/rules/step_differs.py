"""GN704: one item, or one chunk, at a time gives what the whole sequence gives."""

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


def cannot_chunk(problem: str, point: Point) -> Finding:
    """A stage that has `chunk` and fails in it."""
    return Finding(
        rule=RULE,
        message=f"has `chunk`, which fails: {problem}",
        expected="`chunk(main, state)` for any number of items, which gives values and a state",
        found=problem,
        point=dict(point),
    )


def chunks_apart(where: tuple[str, int, str], gap: float, allowed: float, point: Point) -> Finding:
    """A chunk that gives other values than the whole sequence: at a port's item, by which way."""
    port, item, way = where
    return Finding(
        rule=RULE,
        message=f"gives another `{port}` at item {item} from a chunk than from the whole sequence",
        port=port,
        expected=f"a difference below {allowed:.1g}",
        found=f"{gap:.2g} after {way}",
        point=dict(point),
    )


def chunk_shape(port: str, expected: object, found: object, point: Point) -> Finding:
    """A chunk whose output is not the contract's."""
    return Finding(
        rule=RULE,
        message=f"gives `{port}` from a chunk with the wrong shape",
        port=port,
        expected=f"{expected}, the contract's with its time axis",
        found=str(found),
        point=dict(point),
    )


def cannot_lower(problem: str, point: Point) -> Finding:
    """A stage that has `lower`, or an objective that has `lower_draw`, and fails in it."""
    return Finding(
        rule=RULE,
        message=f"lowers its step to operations, and cannot: {problem}",
        expected="operations that compute what it computes in torch, or `NotLowered`",
        found=problem,
        point=dict(point),
    )


def lowered_apart(port: str, where: tuple[int, float, float], point: Point) -> Finding:
    """Operations that give other values than torch: at a firing, by a gap, and what is allowed."""
    firing, gap, allowed = where
    return Finding(
        rule=RULE,
        message=f"lowers to operations that give another `{port}` at firing {firing} than torch",
        port=port,
        expected=f"a difference below {allowed:.1g}",
        found=f"{gap:.2g}",
        point=dict(point),
    )


def draws_apart(expected: str, found: str, point: Point) -> Finding:
    """Operations that draw other values from the same numbers."""
    return Finding(
        rule=RULE,
        message="lowers its draws to operations that draw other values from the same numbers",
        expected=expected,
        found=found,
        point=dict(point),
    )
