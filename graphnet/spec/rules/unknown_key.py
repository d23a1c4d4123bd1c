"""GN103: a table holds only keys it knows."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from graphnet.diagnostics import Diagnostic, Edit, Fix, Label, Rule
from graphnet.spec.guess import closest
from graphnet.text import Span

RULE = Rule("GN103", "unknown-key")


def unknown_key(
    key: str, at: Span, holder: str, known: Collection[str], elsewhere: Sequence[str] = ()
) -> Diagnostic:
    """A key that its table (`holder`, in words) does not know.

    `elsewhere` names the tables that do have a key of this name.
    """
    return RULE.breach(
        f"{holder} has no key `{key}`",
        Label(at, "not known here"),
        fixes=(_fix(key, at, holder, known, elsewhere),),
    )


def _fix(key: str, at: Span, holder: str, known: Collection[str], elsewhere: Sequence[str]) -> Fix:
    guess = closest(key, known)
    if elsewhere:
        tables = " or ".join(f"`{table}`" for table in elsewhere)
        return Fix(f"`{key}` belongs in {tables}")
    if guess:
        return Fix(f"did you mean `{guess}`?", (Edit(at, guess),))
    if not known:
        return Fix(f"leave `{key}` out: {holder} has no keys")
    return Fix(f"{holder} takes {', '.join(f'`{name}`' for name in known)}")
