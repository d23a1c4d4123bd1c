"""GN202: what a spec uses is offered by an installed plugin."""

from __future__ import annotations

from collections.abc import Iterable

from graphnet.diagnostics import Diagnostic, Edit, Fix, Rule
from graphnet.diagnostics.near import close_matches
from graphnet.spec.spec import Located

RULE = Rule("GN202", "unknown-type")


def unknown_type(use: Located[str], word: str, offered: Iterable[str]) -> Diagnostic:
    """A name no installed plugin offers; `word` is stage, source or objective."""
    names = sorted(offered)
    known = {name.rpartition(".")[2]: name for name in names} | {name: name for name in names}
    close = close_matches(use.value, known, n=1)
    if close:
        fix = Fix(f"did you mean `{close[0]}`?", (Edit(use.at, f'"{close[0]}"'),))
    else:
        listed = ", ".join(f"`{name}`" for name in names) or "none at all"
        fix = Fix(f"installed plugins offer {listed}; `graphnet plugins list` says who offers what")
    return RULE.breach(f"no installed plugin offers a {word} `{use.value}`", use.at, fixes=(fix,))
