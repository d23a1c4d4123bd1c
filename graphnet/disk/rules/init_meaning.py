"""GN934: a stage computes with the weights it begins with what they were trained for."""

from __future__ import annotations

from graphnet.diagnostics import Diagnostic, Edit, Fix, Rule
from graphnet.text import Span
from graphnet.values import frozen

RULE = Rule("GN934", "init-means-other")


@frozen(kw_only=True)
class OtherOption:
    """An option that was another where the weights were trained; `at` is where ours is written."""

    stage: str
    source: str
    key: str
    ours: str
    theirs: str
    at: Span | None = None

    @property
    def name(self) -> str:
        """The option as the stage's table has it."""
        return self.key.partition(".options.")[2]


def option_differs(option: OtherOption, near: Span | None, without: Fix | None) -> Diagnostic:
    """The same weights would compute something else, or not fit; `near` is the stage's place."""
    edits = () if option.at is None else (Edit(option.at, option.theirs),)
    is_unset = option.theirs == "not set"
    leaf = option.name.rpartition(".")[2]
    mend = (
        Fix(f"leave out `{leaf}`")
        if is_unset
        else Fix(f"write `{leaf} = {option.theirs}` in the options of `{option.stage}`", edits)
    )
    return RULE.breach(
        f"`{option.stage}` cannot begin with the weights of `{option.source}`: "
        f"`{option.name}` is {option.ours} here, {option.theirs} there",
        near if option.at is None else option.at,
        fixes=(mend, *(() if without is None else (without,))),
    )


def type_differs(stage: str, source: str, uses: tuple[str, str], at: Span) -> Diagnostic:
    """The stage is of another type; `uses` are ours and theirs."""
    ours, theirs = uses
    return RULE.breach(
        f"`{stage}` cannot begin with the weights of `{source}`: it is of type `{ours}` here, "
        f"`{theirs}` there",
        at,
        fixes=(Fix(f'write `use = "{theirs}"`', (Edit(at, f'"{theirs}"'),)),),
    )
