"""GN510: what a spec says is used by something."""

from __future__ import annotations

from graphnet.diagnostics import Diagnostic, Fix, Rule, Severity
from graphnet.diagnostics.near import close_matches
from graphnet.text import Span

RULE = Rule("GN510", "unused", Severity.WARNING)


def unused_size(name: str, at: Span) -> Diagnostic:
    """A size that nothing is made of."""
    return RULE.breach(
        f"the size `{name}` is used by nothing",
        at,
        fixes=(Fix("write it where it belongs, in a contract, a stage's `sizes` or an option, "
                   "or delete it"),),
    )  # fmt: skip


def unused_condition(names: tuple[str, ...], at: Span) -> Diagnostic:
    """A condition on sizes that no stage has, or on none at all."""
    if not names:
        return RULE.breach(
            "this condition compares numbers alone", at, fixes=(Fix("name a size, or delete it"),)
        )
    listed = " and ".join(f"`{name}`" for name in names)
    return RULE.breach(
        f"this condition asks nothing: no stage has an axis made of {listed}",
        at,
        fixes=(Fix("name a size that a stage has, or delete it"),),
    )


def unused_plugin(distribution: str, at: Span) -> Diagnostic:
    """A required plugin of which nothing is used."""
    return RULE.breach(
        f"`{distribution}` is required, and none of its stages is used",
        at,
        fixes=(Fix("delete it from `requires`"),),
    )


def unused_length(name: str, table: str, at: Span | None) -> Diagnostic:
    """A bound size that no stage has."""
    return RULE.breach(
        f"`[{table}] length` binds `{name}`, and no stage has an axis made of it",
        at,
        fixes=(Fix(f"delete `{name}`, or write it in a contract"),),
    )


def idle_table(table: str, why: str, at: Span | None) -> Diagnostic:
    """Settings of a command that this spec cannot run."""
    return RULE.breach(
        f"`[{table}]` is used by nothing: {why}",
        at,
        fixes=(Fix(f"delete `[{table}]`, or add what is missing"),),
    )


def idle_setting(key: str, why: str, mend: str, at: Span | None) -> Diagnostic:
    """A setting that no other setting lets matter."""
    return RULE.breach(f"`{key}` is used by nothing: {why}", at, fixes=(Fix(mend),))


def unknown_disabled(name: str, plugins: tuple[str, ...], at: Span | None) -> Diagnostic:
    """A plugin that is switched off and not there."""
    close = close_matches(name, plugins, n=1)
    listed = ", ".join(f"`{plugin}`" for plugin in plugins) or "none"
    return RULE.breach(
        f"`plugins.disable` names `{name}`, and no such plugin is installed",
        at,
        fixes=(Fix(f"did you mean `{close[0]}`?" if close else f"installed plugins: {listed}"),),
    )
