"""GN1014: the settings of a command can hold together."""

from __future__ import annotations

from graphnet.diagnostics import Diagnostic, Fix, Label, Rule
from graphnet.text import Span

RULE = Rule("GN1014", "settings-disagree")


def warmup_too_long(
    warmup: int, updates: int, at: Span | None, updates_at: Span | None
) -> Diagnostic:
    """A warm-up that the run never comes to the end of."""
    there = "1 update" if updates == 1 else f"{updates} updates"
    others = () if updates_at is None or at is None else (Label(updates_at, there),)
    return RULE.breach(
        f"the warm-up takes {warmup} updates, and training ends after {updates}: "
        "the learning rate never gets to its top",
        updates_at if at is None else at,
        others=others,
        fixes=(Fix(f"write `warmup = {max(updates // 10, 0)}`, or more `updates`"),),
    )


def said_on_the_command_line(flag: str, key: str, at: Span) -> Diagnostic:
    """A flag and an override that both set one thing."""
    return RULE.breach(
        f"`{flag}` and `--set {key}` both set `{key}`", at, fixes=(Fix("keep one of them"),)
    )
