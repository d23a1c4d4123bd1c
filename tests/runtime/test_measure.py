"""Every value is counted once, padding never, whatever the batches."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import torch
from attrs import evolve
from torch import Tensor

from graphnet.build.protocols import Example
from graphnet.runtime.lengths import bind_lengths
from graphnet.runtime.measure import Cost, Meter, masked_cost, measure
from graphnet.runtime.ports import ports_of
from graphnet.runtime.windows import Window, windows_of
from tests.runtime.tiny import Bytes, tiny_network, tiny_plan, tiny_scanner, write_data

SOURCE = Bytes(None, {})


def windows(folder: Path, length: int = 8) -> tuple[Window, ...]:
    write_data(folder, {"test": 3}, length=21)
    examples = tiny_scanner().scan(folder).examples
    lengths, _ = bind_lengths(tiny_plan(), {"L": length}, "evaluate")
    assert lengths is not None
    return windows_of(examples, lengths)


def meter(batch: int) -> Meter:
    network = tiny_network(seed=3)
    return Meter(network=network, source=SOURCE, device=torch.device("cpu"), batch=batch)


@torch.inference_mode()
def brute_force(window: Window) -> float:
    """One value at a time: the probability each is given after those before it."""
    network = tiny_network(seed=3).eval()
    values = ports_of(SOURCE.read(window.example, window.start, window.length))["main"]
    total, fed, state = 0.0, torch.full((1, 1), 8), network.initial_state(1)
    for value in values:
        prediction, state = network.step(fed, state)
        assert isinstance(prediction, Tensor)
        total -= float(torch.log_softmax(prediction.double(), -1)[0, int(value)])
        fed = value.unsqueeze(0)
    return total


def test_the_cost_is_the_sum_over_all_values_one_by_one(tmp_path: Path) -> None:
    found = windows(tmp_path)
    reading = measure(meter(batch=3), found)
    assert reading is not None
    cost = reading.cost
    assert cost.values == 21 + 22 + 23
    assert cost.nats == pytest.approx(sum(map(brute_force, found)), rel=1e-6)
    assert cost.bits == pytest.approx(cost.nats / math.log(2) / 66)


@pytest.mark.parametrize("batch", [1, 2, 7, 100])
def test_batches_change_nothing(tmp_path: Path, batch: int) -> None:
    found = windows(tmp_path)
    one, other = measure(meter(1), found), measure(meter(batch), found)
    assert one is not None
    assert other is not None
    assert one.cost.nats == pytest.approx(other.cost.nats, rel=1e-6)
    assert one.cost.values == other.cost.values


def test_the_network_is_left_as_it_was_found(tmp_path: Path) -> None:
    tool = meter(1)
    tool.network.train()
    first, second = (measure(tool, windows(tmp_path)) for _ in range(2))
    assert first == second
    assert tool.network.training


def test_it_stops_when_it_is_asked_to(tmp_path: Path) -> None:
    assert measure(meter(1), windows(tmp_path), stopped=lambda: True) is None


def test_a_stage_with_more_items_than_the_source_is_masked_at_its_own_rate() -> None:
    one = Window(Example(Path("x"), 8), 0, 8, 8)
    two = Window(Example(Path("x"), 3), 0, 3, 8)
    assert masked_cost(torch.ones(2, 16), (one, two), tiny_plan()) == Cost(16.0 + 6.0, 22)
    assert masked_cost(torch.ones(2, 2), (one, two), tiny_plan()) == Cost(2.0 + 1.0, 3)


def test_an_objective_without_time_counts_whole_examples() -> None:
    plan = tiny_plan()
    *rest, objective = plan.stages
    (axes,) = ((objective.gives["main"].axes[0],),)
    flat = evolve(objective, gives={"main": evolve(objective.gives["main"], axes=axes)})
    timeless = evolve(plan, stages=(*rest, flat))
    windows = [Window(Example(Path("x"), n), 0, n, 8) for n in (8, 3, 1, 1)]
    assert masked_cost(torch.ones(4), windows, timeless) == Cost(4.0, 4)


def test_no_values_cost_no_number() -> None:
    assert math.isnan(Cost().bits)
    assert Example(Path("x"), 0).length == 0
