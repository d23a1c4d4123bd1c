"""The shape table of a plan as people see it: rows, totals and sizes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from graphnet.cli.grid import Grid, print_grid
from graphnet.cli.numbers import byte_size, rounded, thousands
from graphnet.cli.stream import stream_text
from graphnet.contract.assume import conditions
from graphnet.graph.costs import OPTIMIZER_COPIES, WIDTHS
from graphnet.graph.draw import Row
from graphnet.graph.dtypes import carried
from graphnet.graph.learning import learning_text
from graphnet.graph.plan import Guard, Plan, PlannedStage
from graphnet.graph.use import free_in_use

HEADINGS = (
    "#", "stage", "use", "in", "out", "dtype", "domain", "parameters", "FLOPs", "memory",
)  # fmt: skip
LONGEST_FORMULA = 100
NUMERIC = frozenset({"#", "parameters", "FLOPs", "memory"})


def print_table(plan: Plan, rows: Sequence[Row], bindings: Mapping[str, int]) -> None:
    """The rows, then what they add up to and under which sizes."""
    print(plan.name)
    width = WIDTHS[carried(plan.settings.train.precision)]
    print_grid(Grid(HEADINGS, tuple(_cells(row, width) for row in rows), NUMERIC))
    print()
    for line in _summary(plan, rows, bindings):
        print(line)


def print_costs(rows: Sequence[Row]) -> None:
    """The formulas behind FLOPs and memory; the number where a formula is too long to be read."""
    formulas = tuple(
        (
            row.stage,
            _readable(row.flops_formula, row.flops),
            _readable(row.activations_formula, row.activations),
        )
        for row in rows
    )
    print()
    print_grid(Grid(("stage", "FLOPs of one forward call", "numbers kept for backward"), formulas))


def _readable(formula: str, number: int | None) -> str:
    if len(formula) <= LONGEST_FORMULA or number is None:
        return formula
    return f"{thousands(number)} (a formula of {len(formula)} characters: --format json)"


def _cells(row: Row, width: int) -> tuple[str, ...]:
    use = f"{row.use} ({row.inner} stages)" if row.inner else row.use
    return (
        str(row.number),
        row.stage,
        use,
        row.takes or "-",
        row.gives or "-",
        row.dtype,
        row.domain or "-",
        thousands(row.parameters) if row.parameters else "-",
        rounded(row.flops),
        byte_size(_activation_bytes(row, width)),
    )


def _summary(plan: Plan, rows: Sequence[Row], bindings: Mapping[str, int]) -> list[str]:
    """Totals, the sizes the names stand for, and what is asked of free ones."""
    parameters = sum(row.parameters for row in rows)
    width = WIDTHS[carried(plan.settings.train.precision)]
    weights = parameters * width
    at = ", ".join(f"{name} = {size}" for name, size in bindings.items())
    sizes = ", ".join(f"{name} = {size}" for name, size in plan.sizes.items())
    guarded = {guard.text for guard in plan.guards}
    asked = ", ".join(each for each in conditions(plan.assumptions) if each not in guarded)
    training = byte_size(weights * OPTIMIZER_COPIES)
    flops = rounded(_total(row.flops for row in rows), "FLOP")
    kept = byte_size(_total(_activation_bytes(row, width) for row in rows))
    lines = [
        f"parameters  {thousands(parameters)}: {byte_size(weights)}, {training} in training",
        *_learning(plan),
        f"forward     {flops}, {kept} kept for backward",
        f"at          {at or 'no size is bound'}",
    ]
    lines += [f"sizes       {sizes}"] if sizes else []
    free = ", ".join(free_in_use(plan)) or "no size"
    lines += [f"free        {free}" + (f" where {asked}" if asked else "")]
    lines += [] if plan.streaming is None else [f"stream      {stream_text(plan.streaming)}"]
    lines += [_metric_text(metric) for metric in plan.metrics]
    return lines + [_guard_text(guard) for guard in plan.guards]


def _learning(plan: Plan) -> list[str]:
    """How many parameters learn, where some are frozen."""
    text = learning_text(plan)
    return [f"learning    {text}"] if text else []


def _guard_text(guard: Guard) -> str:
    """What could not be decided, and whether a command decides it later."""
    if guard.is_checked:
        return f"guard       {guard.text}: not proved, checked when a command binds the sizes"
    return f"unverified  {guard.text}"


def _metric_text(metric: PlannedStage) -> str:
    """What a metric is called, what it is, and what it reads."""
    read = ", ".join(dict.fromkeys(wire.stage for wire in metric.inputs.values()))
    return f"metric      {metric.path.partition('.')[2]}: {metric.use} of {read}"


def _activation_bytes(row: Row, width: int) -> int | None:
    return None if row.activations is None else row.activations * width


def _total(numbers: Iterable[int | None]) -> int | None:
    """The sum, or None where one of them is unknown."""
    known = list(numbers)
    return None if None in known else sum(number for number in known if number is not None)
