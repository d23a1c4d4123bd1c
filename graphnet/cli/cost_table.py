"""What a training update costs, for people: memory line by line, and the optimiser's groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graphnet.cli.grid import Grid, print_grid
from graphnet.cli.numbers import byte_size, thousands
from graphnet.diagnostics.render_json import Json
from graphnet.graph.costs import Costs, Line
from graphnet.graph.groups import Members
from graphnet.spec.settings import OptimizerSettings

MEMORY_HEADINGS = ("stage", "what", "numbers", "at these sizes", "bytes each", "times", "memory")
GROUP_HEADINGS = ("group", "lr", "weight decay", "parameters", "stages")


def print_memory(costs: Costs | None, bindings: Mapping[str, int]) -> None:
    """The memory of one training update, the largest contributor first."""
    at = ", ".join(f"{name} = {size}" for name, size in bindings.items())
    print()
    if costs is None:
        print("memory of a training update: not known, as a size has no value (--bind L=8192)")
        return
    print(f"memory of a training update at {at}: {byte_size(costs.memory)}")
    rows = tuple(_memory_cells(line, costs) for line in costs.lines)
    print_grid(Grid(MEMORY_HEADINGS, rows, frozenset({"bytes each", "times", "memory"})))


def _memory_cells(line: Line, costs: Costs) -> tuple[str, ...]:
    each = line.contribution
    numbers = line.bytes // (each.width * each.times)
    return (
        each.stage,
        each.what,
        each.formula or thousands(numbers),
        each.with_numbers(costs.bindings) or "-",
        str(each.width),
        str(each.times),
        byte_size(line.bytes),
    )


def print_groups(groups: Sequence[Members], settings: OptimizerSettings) -> None:
    """How parameters are updated, and where that is not as `[train] optimizer` says."""
    rows = tuple(
        (
            ", ".join(members.asked),
            _setting(members.group.lr, settings.lr),
            _setting(members.group.weight_decay, settings.weight_decay),
            thousands(members.count),
            ", ".join(members.stages),
        )
        for members in groups
    )
    print(f"\noptimizer {settings.use}: groups that stages ask for")
    print_grid(Grid(GROUP_HEADINGS, rows, frozenset({"parameters"})))


def _setting(found: float, run: float) -> str:
    """A number, and how it lies to the run's own."""
    if found == run:
        return f"{found:g}"
    return f"{found:g} ({'above' if found > run else 'below'} the run's {run:g})"


def memory_data(costs: Costs | None) -> Json:
    """The memory of one training update as data; null where a size has no value."""
    if costs is None:
        return None
    return {
        "bytes": costs.memory,
        "contributions": [
            {
                "stage": line.contribution.stage,
                "what": line.contribution.what,
                "formula": line.contribution.formula,
                "at": line.contribution.with_numbers(costs.bindings),
                "bytes_each": line.contribution.width,
                "times": line.contribution.times,
                "bytes": line.bytes,
            }
            for line in costs.lines
        ],
    }


def group_data(groups: Sequence[Members]) -> Json:
    """The optimiser's groups as data."""
    return [
        {
            "group": list(members.asked),
            "lr": members.group.lr,
            "weight_decay": members.group.weight_decay,
            "parameters": members.count,
            "stages": list(members.stages),
        }
        for members in groups
    ]
