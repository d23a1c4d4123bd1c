"""GN801: an update fits into the memory, and the model into the parameters, of `[budget]`."""

from __future__ import annotations

from graphnet.diagnostics import Diagnostic, Fix, Label, Rule
from graphnet.graph.costs import Contribution, Costs
from graphnet.spec.byte_count import render_bytes
from graphnet.text import Span

RULE = Rule("GN801", "budget-exceeded")
MOST_LINES = 3


def memory_exceeded(
    costs: Costs, budget: int, at: Span | None, largest: Span | None, mends: tuple[str, ...]
) -> Diagnostic:
    """An update that needs more memory; `largest` is where the greatest contributor stands."""
    notes = tuple(sentence(line.contribution, costs) for line in costs.lines[:MOST_LINES])
    first, *rest = notes
    return RULE.breach(
        f"a training update needs {render_bytes(costs.memory)} of memory, "
        f"and the budget is {render_bytes(budget)}",
        at,
        others=() if largest is None else (Label(largest, "most of it"),),
        notes=(f"most is {first}", *rest),
        fixes=tuple(map(Fix, mends)),
    )


def sentence(contribution: Contribution, costs: Costs) -> str:
    """`logits of head: B*L*C = 4*8192*65536, 4 bytes each = 8 GiB, kept 3 times = 24 GiB`."""
    whole = contribution.bytes_at(costs.bindings) or 0
    once = whole // contribution.times
    text = f"{contribution.what} of `{contribution.stage}`: "
    numbers = contribution.with_numbers(costs.bindings)
    if contribution.formula:
        text += contribution.formula
        text += f" = {numbers}" if numbers != contribution.formula else ""
    else:
        text += f"{once // contribution.width:,} numbers"
    text += f", {contribution.width} bytes each" if contribution.width > 1 else " bytes"
    text += f" = {render_bytes(once)}"
    times = contribution.times
    return text if times == 1 else f"{text}, kept {times} times = {render_bytes(whole)}"


def parameters_exceeded(
    found: int, budget: int, at: Span | None, largest: tuple[str, int, str], place: Span | None
) -> Diagnostic:
    """A model that learns more numbers; `largest` is a stage, its count and its shapes in words."""
    stage, count, shapes = largest
    said = f": {shapes}" if shapes else ""
    return RULE.breach(
        f"the model has {found:,} parameters, and the budget is {budget:,}",
        at,
        others=() if place is None else (Label(place, f"{count:,} of them"),),
        notes=(f"most are of `{stage}`, {count:,}{said}",),
        fixes=(Fix(f"make `{stage}` smaller, or write `parameters = {found}` under `[budget]`"),),
    )
