"""GN505: a tie names two parameters that exist and have one shape."""

from __future__ import annotations

from collections.abc import Iterable

from graphnet.diagnostics import Diagnostic, Edit, Fix, Rule
from graphnet.diagnostics.near import close_matches
from graphnet.text import Span

RULE = Rule("GN505", "tie-refused")


def unknown_parameter(
    name: str, known: Iterable[str], at: Span, *, is_target: bool = False
) -> Diagnostic:
    """A name that is no parameter of the plan; one that is tied to can be put right."""
    names = sorted(known)
    close = close_matches(name, names, n=3) or names[:3]
    listed = ", ".join(f"`{candidate}`" for candidate in close) or "none"
    stage = name.partition(".")[0] + "."
    mine = [known for known in names if known.startswith(stage)] if is_target else []
    near = close_matches(name, mine, n=1)
    guess = Fix(f"did you mean `{near[0]}`?", (Edit(at, f'"{near[0]}"'),)) if near else None
    return RULE.breach(
        f"there is no parameter `{name}` to tie", at, fixes=(guess or Fix(f"parameters: {listed}"),)
    )


def ring_of_ties(mine: str, other: str, at: Span) -> Diagnostic:
    """A parameter that its own ties lead back to."""
    whose = "itself" if mine == other else f"`{other}`, which is tied back to it"
    return RULE.breach(
        f"`{mine}` is tied to {whose}",
        at,
        fixes=(Fix("delete one of the ties: one parameter keeps its own values"),),
    )


def shapes_differ(
    mine: str, shape: tuple[int, ...], other: str, target: tuple[int, ...], at: Span
) -> Diagnostic:
    """Two parameters that cannot be one."""
    return RULE.breach(
        f"`{mine}` has shape {shape} and `{other}` has {target}: they cannot be one parameter",
        at,
        fixes=(Fix("make the sizes equal, or delete the tie"),),
    )
