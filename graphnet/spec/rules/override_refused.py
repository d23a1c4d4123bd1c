"""GN108: `--set` names a key the spec can have, with a TOML value."""

from __future__ import annotations

from collections.abc import Sequence

from graphnet.diagnostics import Diagnostic, Fix, Label, Rule
from graphnet.text import SourceText, Span

RULE = Rule("GN108", "override-refused")


def not_an_assignment(text: SourceText, fix: str) -> Diagnostic:
    """What follows `--set` is not `key=value`."""
    return RULE.breach(
        f"`--set` takes `path.key=value` in TOML, but gets `{text.text}`",
        Span(text, 0, len(text.text)),
        fixes=(Fix(fix),),
    )


def unknown_path(path: str, at: Span, guesses: Sequence[str]) -> Diagnostic:
    """A key that neither the spec nor the format has; `guesses` are paths it may be meant as."""
    if guesses:
        fix = f"did you mean {' or '.join(f'`{guess}`' for guess in guesses)}?"
    else:
        fix = "write the whole path of a key, such as `train.updates=100`"
    return RULE.breach(
        f"`--set` names `{path}`, which the spec does not have",
        Label(at, "no such key"),
        fixes=(Fix(fix),),
    )
