"""Files a source refuses, worded: what cannot be read, and what disagrees with the spec."""

from __future__ import annotations

from collections.abc import Sequence

from graphnet.build.protocols import Refusal
from graphnet.diagnostics import Diagnostics
from graphnet.runtime.rules.fact_disagrees import fact_disagrees
from graphnet.runtime.rules.file_unreadable import file_unreadable
from graphnet.spec.tree import Table
from graphnet.text import Span


def diagnose(refusals: Sequence[Refusal], tree: Table) -> Diagnostics:
    """One diagnostic per unreadable file, and one per way in which files disagree with the spec."""
    unreadable = tuple(file_unreadable(refusal) for refusal in refusals if refusal.reason)
    kinds: dict[tuple[str, str, str], list[Refusal]] = {}
    for refusal in refusals:
        if not refusal.reason:
            kind = (refusal.fact, refusal.expected, refusal.found)
            kinds.setdefault(kind, []).append(refusal)
    disagree = tuple(
        fact_disagrees(same, place_of_fact(tree, fact)) for (fact, _, _), same in kinds.items()
    )
    return unreadable + disagree


def place_of_fact(tree: Table, fact: str) -> Span | None:
    """Where a spec decides a fact: the source's option, its contract, or the source itself."""
    source = tree.find("source")
    if source is None or not isinstance(source.value, Table):
        return None
    options = source.value.find("options")
    if options is not None and isinstance(options.value, Table):
        option = options.value.find(fact)
        if option is not None:
            return option.value.at
    contract = source.value.find("contract")
    return source.key_at if contract is None else contract.value.at
