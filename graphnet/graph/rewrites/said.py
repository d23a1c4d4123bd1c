"""The rewrites of a plan, for people."""

from __future__ import annotations

from collections.abc import Iterator

from graphnet.graph.plan import Plan, Rewrite

NONE = "rewrites: none; every stage is run as it stands"


def rewrite_lines(plan: Plan, *, rewriting: bool) -> Iterator[str]:
    """One line for each, and a second with its reason."""
    if not plan.rewrites:
        yield NONE if rewriting else f"{NONE} (--no-rewrites)"
        return
    yield "rewrites, to the same result (--no-rewrites runs every stage as it stands):"
    for rewrite in plan.rewrites:
        yield f"  {_said(rewrite)}"
        yield f"    {rewrite.why}"


def rewrites_text(plan: Plan) -> str:
    """All of them in a line."""
    return "; ".join(map(_said, plan.rewrites)) or "none"


def _said(rewrite: Rewrite) -> str:
    """`chunked: head, decoder, objective, 64 positions at a time`."""
    stages = ", ".join(rewrite.stages)
    match rewrite.name:
        case "chunked":
            return f"chunked: {stages}, {rewrite.positions} positions at a time"
        case "early":
            return f"early: {rewrite.stages[0]} before {', '.join(rewrite.stages[1:])}"
        case "dead":
            return f"left out: {stages}"
