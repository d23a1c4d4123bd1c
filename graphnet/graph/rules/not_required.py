"""GN208: a spec requires the plugins it uses."""

from __future__ import annotations

from graphnet.diagnostics import Diagnostic, Edit, Fix, Rule, Severity
from graphnet.text import Span

RULE = Rule("GN208", "not-required", Severity.WARNING)


def not_required(use: str, distribution: str, at: Span, last: Span) -> Diagnostic:
    """A stage of a plugin that `requires` leaves out; `last` is what it names last."""
    edit = Edit(Span(last.source, last.end, last.end), f', "{distribution}"')
    return RULE.breach(
        f"`{use}` comes from `{distribution}`, which `requires` does not name",
        at,
        fixes=(Fix(f'add `"{distribution}"` to `requires`', (edit,)),),
    )
