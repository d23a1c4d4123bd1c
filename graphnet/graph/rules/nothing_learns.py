"""GN935: something learns when a run trains."""

from __future__ import annotations

import json
from collections.abc import Sequence

from graphnet.diagnostics import Diagnostic, Edit, Fix, Rule
from graphnet.text import Span

RULE = Rule("GN935", "nothing-learns")


def nothing_learns(names: Sequence[str], fewer: Sequence[str], at: Span | None) -> Diagnostic:
    """Every stage with parameters is frozen; with `fewer` the last of them would learn."""
    frozen = ", ".join(f"`{name}`" for name in names)
    text = json.dumps(list(fewer), ensure_ascii=False)
    edits = () if at is None else (Edit(at, text),)
    mend = Fix(f"write `freeze = {text}`, so that the last stage learns", edits)
    drop = Fix("leave out `freeze`, or add a stage that learns")
    return RULE.breach(
        f"nothing is left to train: `train.freeze` holds {frozen}, and with them every parameter",
        at,
        fixes=(mend, drop) if fewer else (drop,),
    )
