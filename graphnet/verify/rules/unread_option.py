"""GN707: every option of a stage is read by something."""

from __future__ import annotations

from graphnet.diagnostics import Rule
from graphnet.verify.check import Finding

RULE = Rule("GN707", "option-unread")


def read_by_nothing(option: str, value: object) -> Finding:
    """An option that changes no declaration and that no code reads."""
    return Finding(
        rule=RULE,
        message=f"takes the option `{option}`, which nothing reads",
        expected="an option changes the declaration or is read by the module",
        found=f"`{option} = {value}` does neither, and nor do other values",
        notes=("read it, or take it out of the options",),
    )
