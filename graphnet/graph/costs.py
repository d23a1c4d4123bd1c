"""What one training update of a plan needs: memory, one line for everything that asks for some.

It is what is there at the worst moment of the backward pass (`moments.py`): weights, gradients and
two moments of every parameter, the numbers kept by the stage it has come to and by those before,
the gradients of that stage's outputs and inputs, the batch, and what metrics hold. The framework's
own workspace is not in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from operator import add

from graphnet.contract.assume import Assumptions, simplify
from graphnet.contract.polynomial import Polynomial, constant, render
from graphnet.graph.amounts import NOTHING, Bindings, is_float, size_of_port, value_at
from graphnet.graph.dtypes import carried
from graphnet.graph.moments import Keeping, Moment, worst_moment
from graphnet.graph.plan import Plan, PlannedPort, PlannedStage
from graphnet.values import evolve, frozen

OPTIMIZER_COPIES = 4
"""Of every parameter: the weight, its gradient, and the two moments of AdamW."""

WIDTHS = {"float64": 8, "int64": 8, "complex64": 8, "complex128": 16, "float32": 4, "int32": 4}
NARROW = {"float16": 2, "bfloat16": 2, "int16": 2, "int8": 1, "uint8": 1, "bool": 1}
LONGEST_FORMULA = 60
_NAME = re.compile(r"[^\W\d]\w*")


@frozen(kw_only=True)
class Contribution:
    """Memory that one stage asks for: so many numbers of so many bytes, kept so many times.

    `formula` says the numbers in the spec's own names, empty where that would be too long;
    `numbers` is the same over free sizes, `names` what the other names stand for.
    """

    stage: str
    what: str
    formula: str
    numbers: Polynomial
    width: int
    times: int = 1
    names: Bindings

    def bytes_at(self, bindings: Bindings) -> int | None:
        """Bytes where free sizes have these values; None where one of them has none."""
        numbers = value_at(self.numbers, bindings)
        return None if numbers is None else numbers * self.width * self.times

    def with_numbers(self, bindings: Bindings) -> str:
        """The formula with numbers in the place of names: `4*8192*65536`."""
        known = {**self.names, **bindings}
        return _NAME.sub(lambda name: str(known.get(name[0], name[0])), self.formula)


@frozen
class Line:
    """A contribution and its bytes at given sizes."""

    contribution: Contribution
    bytes: int


@frozen
class Costs:
    """Every contribution at given sizes, the largest first."""

    lines: tuple[Line, ...]
    bindings: Bindings

    @property
    def memory(self) -> int:
        """Bytes of one training update, all contributions together."""
        return sum(line.bytes for line in self.lines)


def costs_of(plan: Plan, bindings: Bindings) -> Costs | None:
    """What one training update needs at these sizes; None where a size has no value."""
    lines = []
    for contribution in contributions(plan, bindings):
        size = contribution.bytes_at(bindings)
        if size is None:
            return None
        lines.append(Line(contribution, size))
    lines.sort(key=lambda line: -line.bytes)
    return Costs(tuple(line for line in lines if line.bytes), bindings)


def parameters_of(stages: Iterable[PlannedStage]) -> int:
    """How many numbers stages learn; what is tied to another stage counts there."""
    every = (parameter for stage in stages for parameter in stage.parameters)
    return sum(parameter.count for parameter in every if parameter.tied_to is None)


def parameters_text(stages: Iterable[PlannedStage]) -> str:
    """The shapes of what stages learn, `65536*64 + 65536`; empty where that would be too long."""
    own = [p for stage in stages for p in stage.parameters if p.tied_to is None]
    return _short(" + ".join("*".join(map(str, p.shape)) for p in own if p.shape))


def default_bindings(plan: Plan) -> dict[str, int]:
    """The sizes a training update has: what `[train]` says of lengths and batch."""
    train = plan.settings.train
    sizes = {name: size for name, size in train.length.items() if name in plan.free}
    return ({"B": train.batch} if "B" in plan.free else {}) | sizes


def contributions(plan: Plan, bindings: Bindings) -> tuple[Contribution, ...]:
    """Everything that asks for memory; the sizes decide which moment is the worst."""
    counted, keeping = _Counter(plan), Keeping(plan)
    scores, moment = counted.scores(), worst_moment(plan, bindings)
    merged: tuple[str, ...] = ()
    if scores is not None and moment.at is plan.objective and moment.chunk is None:
        merged = (scores.stage, moment.at.path)
        found = [scores]
    else:
        found = [*counted.at_work(moment)]
    found += [counted.learned(path, own) for path, own in by_folded(plan.stages).items()]
    for path, members in by_folded(moment.live).items():
        kept = reduce(add, (keeping.kept(stage) for stage in members), NOTHING)
        if path not in merged:
            found.append(counted.numbers(path, "kept for the backward pass", kept))
    found.append(counted.batch())
    return (*found, *(counted.held(metric) for metric in plan.metrics if metric.kept is not None))


def by_folded(stages: Iterable[PlannedStage]) -> dict[str, list[PlannedStage]]:
    """The stages of a plan under the stage of the spec they belong to."""
    grouped: dict[str, list[PlannedStage]] = {}
    for stage in stages:
        grouped.setdefault(stage.folded, []).append(stage)
    return grouped


class _Counter:
    """Words and widths for the contributions of one plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.float_width = WIDTHS[carried(plan.settings.train.precision)]
        self.known: Assumptions = plan.assumptions

    def numbers(self, stage: str, what: str, numbers: Polynomial, times: int = 1) -> Contribution:
        """Floating numbers with the formula that planning solved."""
        return Contribution(
            stage=stage,
            what=what,
            formula=_short(render(simplify(numbers, self.known))),
            numbers=numbers,
            width=self.float_width,
            times=times,
            names=self.plan.sizes,
        )

    def at_work(self, moment: Moment) -> Iterator[Contribution]:
        """What is there at one moment alone."""
        path, chunk = moment.at.path, moment.chunk
        if chunk is None:
            yield self.numbers(path, "gradients on their way back", moment.passing)
            yield self.numbers(path, "kept while it runs again", moment.again)
            return
        first = chunk.stages[0].path
        each = f"{chunk.positions}*{chunk.per_position}"
        whole = self.numbers(path, "", constant(chunk.positions * chunk.per_position))
        yield evolve(whole, stage=first, what="a chunk of positions", formula=each)
        yield self.numbers(first, "gradients of what goes into its chunks", chunk.into)
        yield self.numbers(first, "gradients of parameters of a chunk", constant(chunk.learned))

    def learned(self, path: str, stages: Sequence[PlannedStage]) -> Contribution:
        """Weights with gradients and moments."""
        return Contribution(
            stage=path,
            what="parameters with gradients and moments",
            formula=parameters_text(stages),
            numbers=constant(parameters_of(stages)),
            width=self.float_width,
            times=OPTIMIZER_COPIES,
            names={},
        )

    def scores(self) -> Contribution | None:
        """What the head hands to the objective, where what both keep are copies of just that.

        One copy more is the gradient on its way back.
        """
        objective = self.plan.objective
        ports = {} if objective is None else _predicted(objective)
        if objective is None or not ports:
            return None
        size = reduce(add, (size_of_port(port) for port in ports.values()), NOTHING)
        head = self._giver(objective)
        if head is None:
            return None
        own, others = _times(head.activations, size), _times(objective.activations, size)
        if own not in (0, 1) or others is None or own + others == 0:
            return None
        kinds = {port.kind for port in ports.values()}
        return Contribution(
            stage=head.path,
            what="logits" if kinds == {"logits"} or len(ports) == 1 else "prediction",
            formula=" + ".join(_product(port) for port in ports.values()),
            numbers=size,
            width=self.float_width,
            times=1 + own + others,
            names=self.plan.sizes,
        )

    def _giver(self, objective: PlannedStage) -> PlannedStage | None:
        """The stage that makes what the objective reads, behind stages that pass it on."""
        names = _predicted_names(objective)
        wires = {objective.inputs[name].stage for name in names if name in objective.inputs}
        while len(wires) == 1:
            stage = self.plan.by_path[wires.pop()]
            if stage.activations != NOTHING or stage.parameters or not stage.inputs:
                return stage if stage.path == stage.folded else None
            wires = {wire.stage for wire in stage.inputs.values()}
        return None

    def batch(self) -> Contribution:
        """The values of the source."""
        source = self.plan.source
        port = next(iter(source.gives.values()))
        width = {**WIDTHS, **NARROW}.get(port.dtype, self.float_width)
        return Contribution(
            stage=source.path,
            what="the batch",
            formula=_product(port),
            numbers=size_of_port(port),
            width=width,
            names=self.plan.sizes,
        )

    def held(self, metric: PlannedStage) -> Contribution:
        """What a metric holds from one batch to the next."""
        return Contribution(
            stage=metric.path,
            what="state",
            formula="" if metric.kept is None else metric.kept.formula,
            numbers=NOTHING if metric.kept is None else metric.kept.bytes,
            width=1,
            names={**self.plan.sizes, **metric.sizes},
        )


def _predicted(objective: PlannedStage) -> dict[str, PlannedPort]:
    """The floating ports of `main`, of all fields where it is a record."""
    names = _predicted_names(objective)
    return {n: port for n, port in objective.takes.items() if n in names and is_float(port)}


def _predicted_names(objective: PlannedStage) -> tuple[str, ...]:
    return tuple(name for name in objective.takes if name.partition(".")[0] == "main")


def _times(whole: Polynomial, part: Polynomial) -> int | None:
    """How many times a part goes into a whole, exactly and up to four times."""
    return next((k for k in range(5) if whole == part * k), None)


def _product(port: PlannedPort) -> str:
    """`B*L*n_classes`: the axes of a port in the spec's own names."""
    words = (axis.written for axis in port.axes)
    return "*".join(word if re.fullmatch(r"\w+", word) else f"({word})" for word in words)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_FORMULA else ""
