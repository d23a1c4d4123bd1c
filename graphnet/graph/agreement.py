"""Whether what a spec says in one place agrees with what it says in another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from graphnet.contract.syntax import Port, Tensor
from graphnet.diagnostics import Diagnostic, Diagnostics
from graphnet.graph.dtypes import FLOATS, carried
from graphnet.graph.flat import SOURCE, FlatGraph, FlatStage
from graphnet.graph.rules.precision_forbidden import precision_forbidden
from graphnet.graph.rules.said_twice import chain_and_input, listed_twice
from graphnet.graph.rules.settings_disagree import warmup_too_long
from graphnet.graph.rules.unknown_metric import unknown_metric
from graphnet.requirements import required_name
from graphnet.spec.settings import LOSS, Settings
from graphnet.spec.spec import Spec, WireSpec
from graphnet.text import Span


def check_agreement(spec: Spec, graph: FlatGraph) -> Diagnostics:
    """Everything in the spec that cannot hold together."""
    return (
        *_schedule(spec.settings),
        *_monitor(spec),
        *_precision(spec.settings, graph),
        *_fed_twice(spec),
        *_listed_twice(spec),
    )


def _schedule(settings: Settings) -> Iterator[Diagnostic]:
    train, places = settings.train, settings.places
    if 0 < train.updates < train.schedule.warmup:
        at = places.get("train.schedule.warmup")
        yield warmup_too_long(train.schedule.warmup, train.updates, at, places.get("train.updates"))


def _monitor(spec: Spec) -> Iterator[Diagnostic]:
    monitor = spec.settings.train.monitor
    known = (LOSS, *(metric.name for metric in spec.metrics))
    if monitor not in known:
        yield unknown_metric(monitor, known, spec.settings.places.get("train.monitor"))


def _precision(settings: Settings, graph: FlatGraph) -> Iterator[Diagnostic]:
    """Stages of the spec whose contracts name floating dtypes, and not that of the run."""
    precision, at = carried(settings.train.precision), settings.places.get("train.precision")
    refused: set[str] = set()
    for stage, port, dtypes in _float_dtypes(graph):
        if precision not in dtypes and stage.folded not in refused:
            refused.add(stage.folded)
            yield precision_forbidden(precision, stage.path, port, dtypes, (at, stage.place))


def _float_dtypes(graph: FlatGraph) -> Iterator[tuple[FlatStage, str, tuple[str, ...]]]:
    """Ports that name floating dtypes and meet, at the other end of a wire, the run's own.

    What a source reads is cast; where both ends name dtypes, the wire itself is compared.
    """
    for taker in graph.stages.values():
        for name, port in taker.declared.contract.inputs:
            wire = taker.inputs.get(name)
            giver = None if wire is None else graph.stages.get(wire.stage)
            if wire is None or giver is None or taker.is_metric:
                continue
            takes = _named(port)
            gives = _named(dict(giver.declared.contract.outputs).get(wire.port))
            if takes and not gives:
                yield taker, name, takes
            elif gives and not takes and giver.path != SOURCE:
                yield giver, wire.port, gives


def _named(port: Port | None) -> tuple[str, ...]:
    """The floating dtypes a port names, none where it takes or gives the run's own."""
    dtypes = (port.dtypes or ()) if isinstance(port, Tensor) else ()
    return dtypes if all(d in FLOATS for d in dtypes) and "float" not in dtypes else ()


def _fed_twice(spec: Spec) -> Iterator[Diagnostic]:
    """Stages whose `input` contradicts a chain that is written."""
    places = {link.value: link.at for link in spec.chain or ()}
    for stage, before, wire in _contradictions(spec):
        yield chain_and_input(stage, (before, places[stage]), (wire.stage, wire.at))


def _contradictions(spec: Spec) -> Iterator[tuple[str, str, WireSpec]]:
    """Stages, what the chain feeds them, and what their `input` does."""
    links = [link.value for link in spec.chain or ()]
    before = dict(zip(links, [SOURCE, *links], strict=False))
    for stage in spec.stages:
        wire = dict(stage.inputs).get("main")
        if wire is not None and stage.name in before and wire.stage != before[stage.name]:
            yield stage.name, before[stage.name], wire


def feeders_by_chain(spec: Spec) -> frozenset[str]:
    """Stages that lead nowhere only because an `input` contradicts the chain."""
    return frozenset(before for _, before, _ in _contradictions(spec))


def _listed_twice(spec: Spec) -> Iterator[Diagnostic]:
    required = ((required_name(r.value), r.at) for r in spec.requires)
    outputs = ((f"{wire.stage}.{wire.port or 'main'}", wire.at) for wire in spec.outputs)
    yield from _repeated("requires", required)
    yield from _repeated("prove", ((word.value, word.at) for word in spec.prove))
    yield from _repeated("outputs", outputs)


def _repeated(key: str, items: Iterable[tuple[str, Span]]) -> Iterator[Diagnostic]:
    seen: dict[str, Span] = {}
    for name, at in items:
        if name in seen:
            yield listed_twice(key, name.removesuffix(".main"), seen[name], at)
        seen.setdefault(name, at)
