"""GN302: a name in a contract is a size the spec states or leaves free."""

from __future__ import annotations

from collections.abc import Collection

from graphnet.diagnostics import Diagnostic, Edit, Fix, Label, Rule
from graphnet.diagnostics.near import close_matches, in_order
from graphnet.text import Span

RULE = Rule("GN302", "unknown-size")


def unknown_size(name: str, places: tuple[Span, ...], known: Collection[str]) -> Diagnostic:
    """A name that is no size; one diagnostic for all places where it stands."""
    close = close_matches(name, in_order(known), n=1)
    if close:
        edits = tuple(Edit(place, close[0]) for place in places)
        fix = Fix(f"did you mean `{close[0]}`?", edits)
    else:
        fix = Fix(f'state it in [sizes]: `{name} = 64`, or `{name} = "any"` to leave it free')
    return RULE.breach(
        f"there is no size `{name}`",
        Label(places[0], "not in [sizes]"),
        others=tuple(Label(place, "and here") for place in places[1:]),
        fixes=(fix,),
    )
