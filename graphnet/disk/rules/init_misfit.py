"""GN933: the weights a stage begins with have the shapes it declares."""

from __future__ import annotations

from graphnet.diagnostics import Diagnostic, Edit, Fix, Label, Rule
from graphnet.text import Span
from graphnet.values import frozen

RULE = Rule("GN933", "init-shapes-differ")


@frozen
class SizeGap:
    """A size of the spec that is another one there, and where ours is written, if as a number."""

    name: str
    ours: int
    theirs: int
    at: Span | None


@frozen(kw_only=True)
class Misfit:
    """A stage whose tensors do not fit: where it stands, in which way, and the sizes behind it."""

    stage: str
    source: str
    at: Span | None
    notes: tuple[str, ...]
    gaps: tuple[SizeGap, ...] = ()


def init_misfit(misfit: Misfit, without: Fix | None) -> Diagnostic:
    """The shapes of a stage differ; `without` leaves the stage out of what is taken."""
    sizes = " and ".join(f"`{g.name}` is {g.ours} here, {g.theirs} there" for g in misfit.gaps)
    why = sizes or "its tensors are not those of this spec"
    fixes = [
        Fix(f"write `{g.name} = {g.theirs}`", () if g.at is None else (Edit(g.at, str(g.theirs)),))
        for g in misfit.gaps
    ]
    return RULE.breach(
        f"`{misfit.stage}` cannot begin with the weights of `{misfit.source}`: {why}",
        misfit.at,
        others=tuple(Label(g.at, f"{g.theirs} there") for g in misfit.gaps if g.at is not None),
        notes=misfit.notes,
        fixes=(*fixes, *(() if without is None else (without,)))
        or (Fix("take other weights, or leave out `init`"),),
    )
