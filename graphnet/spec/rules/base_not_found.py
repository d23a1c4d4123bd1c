"""GN107: what a spec extends is there, and does not extend it back."""

from __future__ import annotations

from graphnet.diagnostics import Diagnostic, Fix, Label, Rule
from graphnet.text import Span

RULE = Rule("GN107", "base-not-found")


def base_not_found(path: str, why: str, at: Span) -> Diagnostic:
    """The file named by `extends` cannot be read, for a reason."""
    return RULE.breach(
        f"`extends` names `{path}`, which {why}",
        at,
        fixes=(Fix("write the path relative to the folder of this file"),),
    )


def extends_in_a_ring(names: tuple[str, ...], at: Span) -> Diagnostic:
    """Files that extend each other in a ring; `names` begins and ends with the same file."""
    return RULE.breach(
        f"specs extend each other in a ring: {' extends '.join(f'`{name}`' for name in names)}",
        Label(at, "closes the ring"),
        fixes=(Fix("let one of them extend nothing"),),
    )


def extends_too_long(depth: int, at: Span) -> Diagnostic:
    """More files extend each other than anybody could follow."""
    return RULE.breach(
        f"more than {depth} specs extend each other",
        at,
        fixes=(Fix("join some of them into one"),),
    )
