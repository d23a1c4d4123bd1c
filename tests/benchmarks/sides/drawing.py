"""Our side of generation: `draw_sequences` as the command runs it, timed between its reports."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import final

import torch
from attrs import evolve
from torch import Tensor

from graphnet.build.actors import NetworkState
from graphnet.build.lowered.lower import LoweredNetwork, lower_network
from graphnet.build.machine.machine import Machine, machine_for
from graphnet.build.network import Network
from graphnet.disk.checkpoint import Checkpoint, State
from graphnet.graph.plan import Plan
from graphnet.runtime.device import find_device
from graphnet.runtime.generate import Drawing, draw_sequences
from graphnet.runtime.progress import Task
from graphnet.runtime.restore import Restored
from graphnet.runtime.steps import Step
from tests.benchmarks.measuring.result import Json
from tests.benchmarks.measuring.worker import Values, Work
from tests.benchmarks.sides.ours import built, codes, planned_as
from tests.benchmarks.sides.settings import SEED, count, whole

FEW = 16
"""Items drawn once before any turn: what is compiled is compiled then."""


@final
class _Stopwatch:
    """Notes when drawing begins, and when each report comes: a `Watcher` for a benchmark."""

    def __init__(self) -> None:
        self.begun = time.perf_counter()
        self.reports: list[tuple[int, float]] = []
        self.words = ""

    def started(self, task: Task) -> None:
        """Drawing begins."""

    def moved(self, done: int, bits: float | None = None) -> None:
        """So many items are drawn."""
        self.reports.append((done, time.perf_counter()))

    def said(self, text: str) -> None:
        """By which means the items are drawn."""
        self.words = text.removeprefix("step: ")

    def finished(self) -> None:
        """All are."""

    @property
    def an_item(self) -> float:
        """Seconds of one item, from the first report to the last: setting up is not in it."""
        first, *_, last = (
            self.reports if len(self.reports) > 1 else ((0, self.begun), *self.reports)
        )
        return (last[1] - first[1]) / (last[0] - first[0])


def generate(settings: Mapping[str, Json]) -> Work:
    """Draw `items` values of `batch` sequences from a network of a spec with fresh weights."""
    plan = planned_as(settings)
    network = built(plan).eval()
    device, _ = find_device(str(settings.get("device", "cpu")))
    if device is None:
        raise SystemExit("no such device")
    network.to(device.torch)
    restored = Restored(network, _no_checkpoint(plan), device)
    items, threads = whole(settings, "items"), whole(settings, "threads")
    step: Step = "torch" if settings.get("step") == "torch" else "auto"
    drawing = Drawing(items=items, batch=whole(settings, "batch"), step=step, threads=threads)
    short = _Stopwatch()
    draw_sequences(restored, evolve(drawing, items=FEW), short)
    apart = largest_gap(network, step)
    facts: dict[str, Json] = {"parameters": count(network), "step": short.words, "apart": apart}

    def turn() -> Values:
        watch = _Stopwatch()
        draw_sequences(restored, drawing, watch)
        return {"wall": watch.an_item * items, "first_s": watch.reports[0][1] - watch.begun}

    return Work(turn=turn, facts=facts)


def largest_gap(network: Network, step: Step, items: int = 64) -> float | None:
    """How far predictions of what draws are from forward's, in units of the largest score."""
    values = codes(network.plan, 1, items).to(network.like.device)
    first = torch.full_like(values[:, :1], network.plan.source.start or 0)
    wire = network.plan.prediction
    with torch.inference_mode():
        read = torch.cat((first, values[:, :-1]), dim=1)
        stepped = torch.stack(list(predictions(network, read, step)), dim=1)
        forward = None if wire is None else network.values({"main": values}).get(wire)
    if forward is None:
        return None
    return float((stepped - forward).abs().max() / forward.abs().max())


def predictions(network: Network, read: Tensor, step: Step) -> Iterator[Tensor]:
    """What is predicted after each of the items `(B, L, ...)`, by a machine where one draws."""
    state = network.initial_state(len(read))
    machine = _machine(network, read[:, 0], state) if step == "auto" else None
    for item in read.unbind(dim=1):
        if machine is not None:
            (given,) = machine.predict(item).values()
        else:
            given_or_fields, state = network.step(item, state)
            if not isinstance(given_or_fields, Tensor):
                raise TypeError("a record has no largest score")
            given = given_or_fields
        yield given


def _machine(network: Network, item: Tensor, state: NetworkState) -> Machine | None:
    if item.device.type != "cpu":
        return None
    lowered = lower_network(network, item, state)
    if not isinstance(lowered, LoweredNetwork):
        return None
    found = machine_for(lowered.program, lowered.dtype, 1)
    return found if isinstance(found, Machine) else None


def _no_checkpoint(plan: Plan) -> Checkpoint:
    """Fresh weights come from no checkpoint; drawing reads none."""
    state = State(update=0, seed=SEED, fingerprints=plan.fingerprints, checksums={})
    return Checkpoint(Path(), state)
