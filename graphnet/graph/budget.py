"""What a plan costs against what `[budget]` allows, and what would bring it under."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from graphnet.contract.assume import holds
from graphnet.contract.lower import lower
from graphnet.contract.polynomial import Polynomial, constant
from graphnet.contract.syntax import Name
from graphnet.diagnostics import Diagnostics
from graphnet.graph.costs import (
    Costs,
    by_folded,
    contributions,
    costs_of,
    default_bindings,
    parameters_of,
    parameters_text,
)
from graphnet.graph.declare import declare
from graphnet.graph.inner_use import variants
from graphnet.graph.plan import Plan, PlannedStage
from graphnet.graph.rewrites import rewritten
from graphnet.graph.rules.budget_exceeded import memory_exceeded, parameters_exceeded
from graphnet.graph.rules.budget_unchecked import budget_unchecked
from graphnet.graph.sizes import BATCH
from graphnet.registry import Registry
from graphnet.spec.byte_count import render_bytes
from graphnet.text import Span

Places = Mapping[str, Span]


def check_budget(plan: Plan, places: Places, registry: Registry) -> Diagnostics:
    """Whether the plan keeps its `[budget]`; `places` says where each stage stands in the spec."""
    return _check_parameters(plan, places) + _check_memory(plan, places, registry)


def _check_parameters(plan: Plan, places: Places) -> Diagnostics:
    budget, found = plan.settings.budget.parameters, parameters_of(plan.stages)
    if budget is None or found <= budget:
        return ()
    counts = {path: parameters_of(own) for path, own in by_folded(plan.stages).items()}
    path = max(counts, key=counts.__getitem__)
    largest = (path, counts[path], parameters_text(by_folded(plan.stages)[path]))
    at = plan.settings.places.get("budget.parameters")
    return (parameters_exceeded(found, budget, at, largest, places.get(path)),)


def _check_memory(plan: Plan, places: Places, registry: Registry) -> Diagnostics:
    budget, at = plan.settings.budget.memory, plan.settings.places.get("budget.memory")
    if budget is None:
        return ()
    bindings = default_bindings(plan)
    costs = costs_of(plan, bindings)
    if costs is None:
        names = unbound_names(plan, bindings)
        return (budget_unchecked(names, at),) if names else ()
    if costs.memory <= budget:
        return ()
    largest = places.get(costs.lines[0].contribution.stage)
    found = mends(plan, costs, budget, registry)
    return (memory_exceeded(costs, budget, at, largest, found),)


def unbound_names(plan: Plan, bindings: Mapping[str, int]) -> tuple[str, ...]:
    """The free sizes that memory depends on and that have no value."""
    asked = {s.name for each in contributions(plan, bindings) for s in each.numbers.symbols}
    return tuple(sorted(asked - bindings.keys()))


def mends(plan: Plan, costs: Costs, budget: int, registry: Registry) -> tuple[str, ...]:
    """What brings the memory of an update under the budget, in words."""
    found = list(_with_rewrites(plan, costs, budget))
    for name, size in costs.bindings.items():
        fits = largest_that_fits(plan, costs.bindings, name, budget)
        if fits is not None and fits < size:
            key = f"batch = {fits}" if name == BATCH else f"length = {{ {name} = {fits} }}"
            found.append(f"`{key}` under `[train]` fits")
    largest = costs.lines[0].contribution
    if largest.what == "logits":
        found.append(
            "a head with fewer outputs needs less: a mixture, or codes of fewer bits, "
            f"in the place of `{largest.stage}`"
        )
    elif largest.what == "state":
        found += lighter(plan, largest.stage, registry) or [f"leave out `{largest.stage}`"]
    return tuple(found) or (f"make `{largest.stage}` smaller, or allow more memory",)


def _with_rewrites(plan: Plan, costs: Costs, budget: int) -> Iterator[str]:
    """That the plan's rewrites would do, where it was planned without."""
    other = rewritten(plan)
    if other.rewrites and not plan.rewrites:
        less = costs_of(other, costs.bindings)
        if less is not None and less.memory <= budget:
            yield f"without `--no-rewrites` it needs {render_bytes(less.memory)}"


def lighter(plan: Plan, path: str, registry: Registry) -> list[str]:
    """Values of a metric's options with which it holds less, in words, the least first."""
    metric = next(each for each in plan.metrics if each.path == path)
    stage_type = registry.metrics.get(metric.use)
    now = None if metric.kept is None else metric.kept.bytes.as_int
    if stage_type is None or now is None:
        return []
    found: list[tuple[int, str]] = []
    for words, options in variants(stage_type, metric.options):
        declared, _ = declare(stage_type, options)
        held = None if declared is None else lower(declared.kept, lambda n: _size(metric, n))
        size = held.as_int if isinstance(held, Polynomial) else None
        if size is not None and size < now:
            found.append((size, f"`{path}` holds {render_bytes(size)} {words.strip()}"))
    return [text for _, text in sorted(found)]


def _size(metric: PlannedStage, name: Name) -> Polynomial | None:
    size = metric.sizes.get(name.text)
    return None if size is None else constant(size)


def largest_that_fits(
    plan: Plan, bindings: Mapping[str, int], name: str, budget: int
) -> int | None:
    """The largest value of one size with which an update fits; None where none does."""
    block = plan.assumptions.modulus_of(name)
    low, high = 0, bindings[name] // block + 1
    while high - low > 1:
        middle = (low + high) // 2
        costs = costs_of(plan, {**bindings, name: middle * block})
        fits = costs is not None and costs.memory <= budget
        low, high = (middle, high) if fits else (low, middle)
    reach = range((low + 1) * block - 1, max(0, (low - 2) * block), -1)
    return next((n for n in reach if _is_good(plan, {**bindings, name: n}, budget)), None)


def _is_good(plan: Plan, bindings: Mapping[str, int], budget: int) -> bool:
    if holds(plan.assumptions, bindings):
        return False
    costs = costs_of(plan, bindings)
    return costs is not None and costs.memory <= budget
