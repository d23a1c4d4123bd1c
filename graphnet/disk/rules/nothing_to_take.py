"""GN931: a run that begins with another's weights takes at least one stage's."""

from __future__ import annotations

from collections.abc import Collection

from graphnet.diagnostics import Diagnostic, Fix, Rule
from graphnet.diagnostics.near import listed
from graphnet.text import Span

RULE = Rule("GN931", "nothing-to-take")


def nothing_to_take(
    source: str, ours: Collection[str], theirs: Collection[str], at: Span | None
) -> Diagnostic:
    """No stage that learns has the same name on both sides."""
    return RULE.breach(
        f"`train.init` takes no weights: no stage of this spec is among those of `{source}`",
        at,
        notes=(f"learning here: {listed(ours)}", f"in `{source}`: {listed(theirs)}"),
        fixes=(
            Fix("give the stage that is to take them the name it has there"),
            Fix("or leave out `init`"),
        ),
    )


def names_no_stage(at: Span | None) -> Diagnostic:
    """An empty list of stages."""
    return RULE.breach(
        "`train.init` takes no weights: `stages` is empty",
        at,
        fixes=(Fix("name a stage, or leave out `stages` to take every one that both have"),),
    )
