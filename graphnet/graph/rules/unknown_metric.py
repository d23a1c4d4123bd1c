"""GN1013: what is monitored is measured."""

from __future__ import annotations

from graphnet.diagnostics import Diagnostic, Edit, Fix, Rule
from graphnet.diagnostics.near import close_matches
from graphnet.text import Span

RULE = Rule("GN1013", "unknown-metric")


def unknown_metric(name: str, known: tuple[str, ...], at: Span | None) -> Diagnostic:
    """A `monitor` that is neither the loss nor a metric of the spec."""
    listed = ", ".join(f"`{each}`" for each in known)
    leaf = name.rpartition("/")[2]
    close = close_matches(leaf, known, n=1)
    edits = () if at is None or not close else (Edit(at, f'"{close[0]}"'),)
    fixes = [Fix(f"did you mean `{close[0]}`?", edits)] if close else []
    if leaf not in known:
        fixes.append(Fix(f'measure it: `[metrics.{leaf or "bits"}]` with `use = "..."`'))
    return RULE.breach(
        f"`train.monitor` is `{name}`, and nothing of this name is measured",
        at,
        notes=(f"measured: {listed}",),
        fixes=tuple(fixes),
    )
