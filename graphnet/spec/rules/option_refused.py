"""GN205: a stage type accepts the options a spec gives it."""

from __future__ import annotations

from graphnet.diagnostics import Diagnostic, Fix, Label, Rule
from graphnet.text import Span

RULE = Rule("GN205", "option-refused")


def option_refused(name: str | None, why: str, at: Span) -> Diagnostic:
    """An option (None: the options together) that the stage type refuses, in its own words."""
    subject = f"option `{name}` is" if name else "these options are"
    return RULE.breach(
        f"{subject} refused by the stage type: {why}",
        Label(at, "refused"),
        fixes=(Fix(f"change `{name}`" if name else "change one of them"),),
    )
