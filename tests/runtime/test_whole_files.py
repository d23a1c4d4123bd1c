"""Figures of whole files: each value from all before it, in any chunks, beside any other files."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import torch
from attrs import evolve

from graphnet.build.protocols import Example
from graphnet.graph.plan import PlannedStage, Timing, Wire
from graphnet.runtime.gauges import Gauge
from graphnet.runtime.measure import Meter, Reading
from graphnet.runtime.whole_files import file_meter
from tests.runtime.test_passage import CPU, files
from tests.runtime.tiny import Bytes, tiny_network


def meter(batch: int, gauges: tuple[Gauge, ...] = ()) -> Meter:
    network = tiny_network().double()
    return Meter(network=network, source=Bytes(None, {}), device=CPU, batch=batch, gauges=gauges)


def last(found: Meter, items: int, examples: tuple[Example, ...]) -> tuple[int, Reading]:
    """What the last reading says."""
    *_, reading = file_meter(found, items).readings(examples)
    return reading


@pytest.mark.parametrize("batch", [1, 2, 5])
@pytest.mark.parametrize("items", [4, 8, 40])
def test_chunks_and_neighbours_change_nothing(tmp_path: Path, items: int, batch: int) -> None:
    examples = files(tmp_path, 5, 37, 16, 1)
    found = meter(batch)
    done, reading = last(found, items, examples)
    assert reading.cost.values == 59
    assert done == file_meter(found, items).chunks(examples)
    network = found.network.eval()
    nats = 0.0
    for example in examples:
        main = found.source.read(example, 0, example.length)
        assert isinstance(main, torch.Tensor)
        with torch.no_grad():
            nats += float(network({"main": main.unsqueeze(0)})["objective"].sum())
    assert math.isclose(reading.cost.nats, nats, rel_tol=1e-12)


def test_windows_by_themselves_cost_something_else(tmp_path: Path) -> None:
    """What is carried is there: the same values without what stood before them cost other nats."""
    found = meter(1)
    whole = files(tmp_path, 16)
    _, reading = last(found, 8, whole)
    (tmp_path / "halves").mkdir()
    values = whole[0].path.read_bytes()
    halves = []
    for number in (0, 1):
        path = tmp_path / "halves" / f"{number}.bin"
        path.write_bytes(values[number * 8 : number * 8 + 8])
        halves.append(Example(path, 8))
    _, apart = last(found, 8, tuple(halves))
    assert abs(apart.cost.nats - reading.cost.nats) > 1e-3


class Counting:
    """Counts positions, and sums the values it is given."""

    more_is_better = True

    def initial_state(self) -> tuple[torch.Tensor, ...]:
        return torch.zeros((), dtype=torch.int64), torch.zeros((), dtype=torch.int64)

    def update(
        self, state: tuple[torch.Tensor, ...], **ports: torch.Tensor
    ) -> tuple[torch.Tensor, ...]:
        main = ports["main"]
        assert main.numel()
        return state[0] + main[..., 0].numel(), state[1] + main.sum()

    def value(self, state: tuple[torch.Tensor, ...]) -> float:
        return float(state[1])


def test_metrics_see_every_item_once_and_no_padding(tmp_path: Path) -> None:
    examples = files(tmp_path, 5, 37, 16, 1)
    plan = tiny_network().plan
    stage = _reading("source", plan.source)
    found = meter(3, (Gauge(stage, Counting()),))
    network = found.network
    object.__setattr__(network, "plan", evolve(plan, metrics=(stage,)))
    _, reading = last(found, 8, examples)
    total = sum(sum(example.path.read_bytes()) for example in examples)
    assert [int(value) for value in reading.states[0]] == [59, total]


def _reading(path: str, source: PlannedStage) -> PlannedStage:
    """A metric that reads one stage."""
    return evolve(
        source,
        path="metrics.count",
        inputs={"main": Wire(path)},
        takes={"main": source.gives["main"]},
        gives={},
        timing=Timing(positionwise=True),
    )
