"""GN103: a table holds only keys it knows."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from graphnet.diagnostics import Diagnostic, Edit, Fix, Label, Rule
from graphnet.spec.guess import closest
from graphnet.spec.retired import Renamed
from graphnet.text import Span

RULE = Rule("GN103", "unknown-key")

_MOST = 8
"""How many keys a message names."""


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


def many_unknown(count: int, holder: str, at: Span) -> Diagnostic:
    """So many more keys that none of them can be meant."""
    fix = Fix("mend the keys above first, and see that the file is a spec and no data")
    message = f"{holder} has {count} more keys that it does not know"
    return RULE.breach(message, Label(at, "from here on"), fixes=(fix,))


def misplaced_key(key: str, at: Span, holder: str, advice: str) -> Diagnostic:
    """A key that means something, but not here; `advice` says what."""
    message = f"{holder} has no key `{key}`"
    return RULE.breach(message, Label(at, "not known here"), fixes=(Fix(advice),))


def retired_key(
    key: str, at: Span, holder: str, instead: str | Renamed, *, is_free: bool
) -> Diagnostic:
    """A key of an earlier version; `is_free` says that its new name is not written beside it."""
    if isinstance(instead, str):
        message = f"{holder} has no key `{key}` any more"
        return RULE.breach(message, Label(at, "retired"), fixes=(Fix(instead),))
    notes = (instead.note,) if instead.note else ()
    fix = Fix(f"leave `{key}` out: `{instead.to}` is written too")
    if is_free:
        fix = Fix(f"write `{instead.to}`", (Edit(at, instead.to),))
    message = f"the key `{key}` of {holder} is called `{instead.to}` now"
    return RULE.breach(message, Label(at, "renamed"), notes=notes, fixes=(fix,))


def _fix(key: str, at: Span, holder: str, known: Collection[str], elsewhere: Sequence[str]) -> Fix:
    guess = closest(key, known)
    if elsewhere:
        tables = " or ".join(f"`{table}`" for table in elsewhere)
        return Fix(f"`{key}` belongs in {tables}")
    if guess:
        return Fix(f"did you mean `{guess}`?", (Edit(at, guess),))
    if not known:
        return Fix(f"leave `{key}` out: {holder} has no keys")
    names = [f"`{name}`" for name in known]
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST + 1 else ""
    return Fix(f"{holder} takes {', '.join(names[:_MOST] if more else names)}{more}")
