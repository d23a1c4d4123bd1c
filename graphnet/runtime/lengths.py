"""How long an example is: a command's lengths put into the free sizes of a plan."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field

from graphnet.contract.assume import holds
from graphnet.contract.polynomial import evaluate, symbol
from graphnet.diagnostics import Diagnostics
from graphnet.graph.lengths import check_lengths
from graphnet.graph.plan import Plan
from graphnet.graph.rules.not_free import not_bound
from graphnet.values import frozen


@frozen
class Lengths:
    """One example: `items` of the source, and which shorter lengths the plan can take."""

    plan: Plan = field(repr=False)
    sizes: Mapping[str, int]
    items: int

    def padded(self, items: int) -> int:
        """The shortest length, at least `items` and at most a whole example, the plan can take."""
        name = _bare_name(self.plan)
        if name is None:
            return self.items
        fitting = (n for n in range(items, self.items) if not self._breaks(name, n))
        return next(fitting, self.items)

    def _breaks(self, name: str, value: int) -> bool:
        return bool(holds(self.plan.assumptions, {**self.sizes, name: value}))


def bind_lengths(
    plan: Plan, lengths: Mapping[str, int], table: str
) -> tuple[Lengths | None, Diagnostics]:
    """Put the lengths of `[table]` into the plan; every name and constraint is checked."""
    places = {name: plan.settings.places.get(f"{table}.length.{name}") for name in lengths}
    problems = check_lengths(lengths, plan.free, plan.assumptions, places)
    at = plan.settings.places.get(table)
    unbound = tuple(not_bound(n, table, at) for n in _names_of_time(plan) if n not in lengths)
    if problems or unbound:
        return None, problems + unbound
    return Lengths(plan, lengths, _items(plan, lengths)), ()


def whole_lengths(plan: Plan, items: int) -> Lengths | None:
    """The lengths of one whole file of `items`, or None where the source's axis is computed."""
    name = _bare_name(plan)
    return None if name is None else Lengths(plan, {name: items}, items)


def fitting(plan: Plan, items: int, *, upwards: bool) -> int | None:
    """The nearest length from `items` up (or down) that breaks no constraint of the plan."""
    name = _bare_name(plan)
    if name is None:
        return None
    block = plan.assumptions.modulus_of(name)
    reach = range(items, items + 2 * block + 1) if upwards else range(items, 0, -1)
    return next((n for n in reach if not holds(plan.assumptions, {name: n})), None)


def _items(plan: Plan, lengths: Mapping[str, int]) -> int:
    port = plan.source.gives["main"]
    axis = port.time_axis
    return 1 if axis is None else evaluate(port.axes[axis].size, lengths)


def _names_of_time(plan: Plan) -> tuple[str, ...]:
    port = plan.source.gives["main"]
    if port.time_axis is None:
        return ()
    return tuple(sorted(s.name for s in port.axes[port.time_axis].size.symbols))


def _bare_name(plan: Plan) -> str | None:
    """The free size that is the source's number of items, where it is exactly that."""
    names = _names_of_time(plan)
    port = plan.source.gives["main"]
    if len(names) != 1 or port.time_axis is None:
        return None
    return names[0] if port.axes[port.time_axis].size == symbol(names[0]) else None
