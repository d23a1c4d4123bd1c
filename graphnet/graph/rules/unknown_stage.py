"""GN1008: a stage named on the command line or by a setting is in the plan."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from graphnet.diagnostics import Diagnostic, Edit, Fix, Rule
from graphnet.diagnostics.near import close_matches
from graphnet.text import Span

RULE = Rule("GN1008", "unknown-stage")


def unknown_stage(name: str, known: Iterable[str]) -> Diagnostic:
    """A stage name, as in `--at` or `--unfold`, that the plan does not have."""
    names = list(known)
    close = close_matches(name, names, n=1)
    top = ", ".join(f"`{stage}`" for stage in names if "." not in stage)
    advice = f"did you mean `{close[0]}`?" if close else f"stages: {top}"
    return RULE.breach(f"there is no stage `{name}`", fixes=(Fix(advice),))


def unknown_frozen(
    name: str, known: Collection[str], close: Collection[str], at: Span
) -> Diagnostic:
    """A name in `train.freeze` that is no stage and no part of one; `close` is what is like it."""
    top = ", ".join(f"`{stage}`" for stage in known if "." not in stage)
    fixes = [Fix(f"did you mean `{each}`?", (Edit(at, f'"{each}"'),)) for each in close]
    return RULE.breach(
        f"`train.freeze` names `{name}`, and there is no such stage",
        at,
        notes=(f"stages: {top}",),
        fixes=tuple(fixes) or (Fix("name a stage, or a part of one such as `backbone.down.0`"),),
    )
