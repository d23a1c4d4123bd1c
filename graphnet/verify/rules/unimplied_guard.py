"""GN706: a module asks nothing of sizes that its contract does not ask."""

from __future__ import annotations

from collections.abc import Mapping

from graphnet.diagnostics import Rule
from graphnet.verify.check import Finding
from graphnet.verify.ports import Point

RULE = Rule("GN706", "guard-not-implied")

_MEND = "ask for it under `where` in the declaration, or mend the module"


def needs_condition(guard: str, place: str, witness: Point, problem: str) -> Finding:
    """A condition on sizes that the contract does not state, and sizes that break it."""
    return Finding(
        rule=RULE,
        message=f"needs `{guard}`, which its contract does not say{place}",
        expected="every size that the contract allows",
        found=problem,
        point=dict(witness),
        notes=(_MEND,),
    )


def hard_codes(guard: str, place: str, witness: Point) -> Finding:
    """A size compared with a number that stands in the module."""
    return Finding(
        rule=RULE,
        message=f"hard-codes a size: it asks whether `{guard}`{place}",
        expected="every size that the contract allows",
        found=f"one number that decides: `{guard}`",
        point=dict(witness),
        notes=(_MEND,),
    )


def needs_size(sizes: Mapping[str, int], problem: str, point: Point) -> Finding:
    """A module that does not work at another value of a size its contract leaves open."""
    written = ", ".join(f"{name} = {value}" for name, value in sizes.items())
    return Finding(
        rule=RULE,
        message=f"does not keep its contract at {written}",
        expected="every size that the contract allows",
        found=problem,
        point={**sizes, **point},
        notes=(_MEND,),
    )


def exports_other_shape(port: str, expected: str, found: str, witness: Point) -> Finding:
    """An exported output whose size, as an expression, is not the contract's."""
    return Finding(
        rule=RULE,
        message=f"exports `{port}` with size `{found}`, not `{expected}`",
        port=port,
        expected=expected,
        found=found,
        point=dict(witness),
    )
