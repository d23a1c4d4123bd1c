"""GN903: what a file is agrees with what the spec says it is."""

from __future__ import annotations

from collections.abc import Sequence

from graphnet.build.protocols import Refusal
from graphnet.diagnostics import Diagnostic, Fix, Label, Rule
from graphnet.runtime.rules.listed import SHOWN
from graphnet.text import SourceText, Span

RULE = Rule("GN903", "file-fact-disagrees")


def fact_disagrees(refusals: Sequence[Refusal], at: Span | None) -> Diagnostic:
    """Files that disagree with the spec in the same way; `at` is where the spec decides it."""
    first = refusals[0]
    fact = first.fact.replace("_", " ")
    label = None if at is None else Label(at, f"{fact} {first.expected} is asked for here")
    help_text = first.help or f"convert the files to {fact} {first.expected}, or change the spec"
    more = "; the same for the others" if first.help and len(refusals) > 1 else ""
    return RULE.breach(
        f"{_who(refusals)}: {fact} {first.found}, expected {first.expected}",
        label,
        others=tuple(_file(r) for r in refusals[:SHOWN]),
        notes=_uncounted(len(refusals)),
        fixes=(Fix(f"{help_text}{more}"),),
    )


def _file(refusal: Refusal) -> Label:
    fact = refusal.fact.replace("_", " ")
    return Label(SourceText(str(refusal.path)).whole, f"{fact} {refusal.found}")


def _who(refusals: Sequence[Refusal]) -> str:
    name = f"`{refusals[0].path.name}`"
    rest = len(refusals) - 1
    if not rest:
        return f"{name} does not fit the spec"
    return f"{name} and {rest} other file{'' if rest == 1 else 's'} do not fit the spec"


def _uncounted(count: int) -> tuple[str, ...]:
    return (f"{count - SHOWN} more files are not listed",) if count > SHOWN else ()
