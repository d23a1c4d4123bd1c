"""GN203: a bare name means one thing."""

from __future__ import annotations

from graphnet.diagnostics import Diagnostic, Edit, Fix, Rule
from graphnet.spec.spec import Located

RULE = Rule("GN203", "ambiguous-type")


def ambiguous_type(use: Located[str], candidates: tuple[str, ...]) -> Diagnostic:
    """A bare name that several plugins offer."""
    listed = " and ".join(f"`{name}`" for name in candidates)
    return RULE.breach(
        f"`{use.value}` could mean {listed}",
        use.at,
        fixes=tuple(Fix(f"write `{name}`", (Edit(use.at, f'"{name}"'),)) for name in candidates),
    )
