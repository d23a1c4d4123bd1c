"""What a trained model spends on a split, beside what simple models spend on the same values."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import final, overload

from torch import Tensor

from graphnet.build.protocols import Example, Source
from graphnet.diagnostics import Diagnostics, has_errors
from graphnet.disk.corpus import Corpus, examples_of
from graphnet.disk.run import Opened
from graphnet.runtime.gauges import Figure, Gauge, build_gauges
from graphnet.runtime.lengths import Lengths
from graphnet.runtime.material import Request, check_objective, find_corpus, window_lengths
from graphnet.runtime.measure import Cost, Meter, Reading
from graphnet.runtime.parts import NamedBaseline, build_baselines, build_source, count_values
from graphnet.runtime.ports import ports_of
from graphnet.runtime.progress import Task, Watcher
from graphnet.runtime.restore import Restored
from graphnet.runtime.unit import Unit, unit_of
from graphnet.runtime.whole_files import file_meter
from graphnet.runtime.windows import windows_of
from graphnet.values import frozen


@frozen
class Row:
    """What one model spends; `summary` says what it is."""

    name: str
    summary: str
    cost: Cost


@frozen(kw_only=True)
class Evaluation:
    """The trained model's row, then the baselines'; `raw_bits` is a value's size as stored.

    `figures` are what the spec's metrics say of the model. `window` is how many items of a file
    are measured by themselves, None where each file was read from its start. `unit` is what
    a row's values are: samples, or the labels of clips.
    """

    split: str
    files: int
    update: int
    rows: tuple[Row, ...]
    raw_bits: int | None
    figures: tuple[Figure, ...] = ()
    window: int | None = None
    unit: Unit = "sample"


@frozen(kw_only=True)
class Examined:
    """A split that was found, and how it is to be measured."""

    split: str
    corpus: Corpus
    source: Source
    examples: tuple[Example, ...]
    lengths: Lengths
    gauges: tuple[Gauge, ...] = ()


def examine(request: Request, opened: Opened, split: str) -> tuple[Examined | None, Diagnostics]:
    """Find the split of a run's data, or of `--data`; everything that is wrong is reported."""
    lengths, unbound = window_lengths(request.plan)
    source, broken = build_source(request.plan)
    if source is None:
        return None, unbound + broken
    corpus, refused = find_corpus(request, opened)
    examples, missing = ((), ()) if corpus is None else examples_of(corpus, split)
    gauges, lacking = build_gauges(request.plan)
    found = check_objective(request, "evaluate") + unbound + broken + lacking
    found += refused or missing
    if corpus is None or lengths is None or has_errors(found):
        return None, found
    return Examined(
        split=split,
        corpus=corpus,
        source=source,
        examples=examples,
        lengths=lengths,
        gauges=gauges,
    ), found


def evaluate(
    request: Request, restored: Restored, examined: Examined, watcher: Watcher
) -> tuple[Evaluation, Diagnostics]:
    """Measure the model over every value of the split, then each baseline over the same values."""
    meter = Meter(
        network=restored.network,
        source=examined.source,
        device=restored.device.torch,
        batch=request.plan.settings.evaluate.batch,
        gauges=examined.gauges,
    )
    reading = _read(request, meter, examined, watcher)
    n_values = None if _is_labelling(request) else count_values(request.plan)
    baselines, problems = build_baselines(request.registry, n_values) if n_values else ((), ())
    update = restored.checkpoint.state.update
    model = Row(request.plan.name, f"this run after {update} updates", reading.cost)
    evaluation = Evaluation(
        split=examined.split,
        files=len(examined.examples),
        update=update,
        unit=unit_of(request.plan),
        window=_window(request, examined),
        figures=meter.figures(reading),
        rows=(model, *(_baseline_row(each, examined) for each in baselines)),
        raw_bits=None if n_values is None else math.ceil(math.log2(n_values)),
    )
    return evaluation, problems


def _is_labelling(request: Request) -> bool:
    """Whether labels are predicted: then nothing that speaks of the source's values compares."""
    objective = request.spec.objective
    predict = None if objective is None else objective.predict
    is_label = predict is not None and predict.value == "label"
    return is_label or unit_of(request.plan) == "label"


def _window(request: Request, examined: Examined) -> int | None:
    """How many items of a file are measured by themselves; None for all of it."""
    is_whole = unit_of(request.plan) == "label" and not request.plan.settings.evaluate.length
    return None if is_whole or _is_by_file(request) else examined.lengths.items


def _is_by_file(request: Request) -> bool:
    return request.plan.settings.evaluate.context == "file"


def _read(request: Request, meter: Meter, examined: Examined, watcher: Watcher) -> Reading:
    """What all values of the split together say, in windows or file by file."""
    items = examined.lengths.items
    if _is_by_file(request):
        files = file_meter(meter, items)
        total, readings = files.chunks(examined.examples), files.readings(examined.examples)
    else:
        windows = windows_of(examined.examples, examined.lengths)
        total, readings = len(windows), meter.readings(windows)
    title, unit = f"evaluate {examined.split}", unit_of(request.plan)
    watcher.started(Task(title=title, total=total, values=items, unit=unit))
    reading = Reading()
    for done, reading in readings:
        watcher.moved(done, reading.cost.bits)
    watcher.finished()
    return reading


def _baseline_row(named: NamedBaseline, examined: Examined) -> Row:
    """A baseline's cost, fitted on the training split where there is one."""
    source = examined.source
    named.baseline.fit(Values(source, examined.corpus.splits.get("train", ())))
    total = Cost()
    for example in examined.examples:
        values = _values(source, example)
        total = total + Cost(named.baseline.nats(values, example), values.numel())
    return Row(named.name, named.summary, total)


@final
class Values(Sequence[Tensor]):
    """The values of some files, each read when it is asked for, so that any number fits."""

    def __init__(self, source: Source, examples: Sequence[Example]) -> None:
        self.source = source
        self.examples = examples

    def __len__(self) -> int:
        return len(self.examples)

    @overload
    def __getitem__(self, index: int) -> Tensor: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Tensor]: ...

    def __getitem__(self, index: int | slice) -> Tensor | Sequence[Tensor]:
        if isinstance(index, slice):
            return Values(self.source, self.examples[index])
        return _values(self.source, self.examples[index])

    def __iter__(self) -> Iterator[Tensor]:
        return (_values(self.source, example) for example in self.examples)


def _values(source: Source, example: Example) -> Tensor:
    """Every value of a file in the order of its items."""
    return ports_of(source.read(example, 0, example.length))["main"].reshape(-1)
