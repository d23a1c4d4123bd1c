"""GN1008: a stage named on the command line is in the plan."""

from __future__ import annotations

from collections.abc import Iterable

from graphnet.diagnostics import Diagnostic, Fix, Rule
from graphnet.diagnostics.near import close_matches

RULE = Rule("GN1008", "unknown-stage")


def unknown_stage(name: str, known: Iterable[str]) -> Diagnostic:
    """A stage name, as in `--at` or `--unfold`, that the plan does not have."""
    names = list(known)
    close = close_matches(name, names, n=1)
    top = ", ".join(f"`{stage}`" for stage in names if "." not in stage)
    advice = f"did you mean `{close[0]}`?" if close else f"stages: {top}"
    return RULE.breach(f"there is no stage `{name}`", fixes=(Fix(advice),))
