"""GN1014: the settings of a command can hold together."""

from __future__ import annotations

from graphnet.diagnostics import Diagnostic, Edit, Fix, Label, Rule
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
        fixes=(
            _shorter(updates // 10, at, updates_at),
            Fix(f"or give it time: `updates = {warmup}` or more"),
        ),
    )


def _shorter(warmup: int, at: Span | None, updates_at: Span | None) -> Fix:
    """A warm-up that fits; where only this run is short, the spec is left as it is."""
    if updates_at is not None and not updates_at.source.is_file:
        return Fix(f"add `--set train.schedule.warmup={warmup}` to this run")
    edits = () if at is None else (Edit(at, str(warmup)),)
    return Fix(f"write `warmup = {warmup}`", edits)


def said_on_the_command_line(flag: str, key: str, at: Span) -> Diagnostic:
    """A flag and an override that both set one thing."""
    return RULE.breach(
        f"`{flag}` and `--set {key}` both set `{key}`", at, fixes=(Fix("keep one of them"),)
    )
