"""Metrics see every value once and padding never, and say what they are made of."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
import torch
from attrs import evolve
from torch import Tensor

from graphnet.build.protocols import Example, State
from graphnet.contract.polynomial import constant
from graphnet.graph.plan import Plan, PlannedStage, Wire
from graphnet.runtime.gauges import (
    build_gauges,
    figures_of,
    initial_states,
    unpadded,
    updated,
)
from graphnet.runtime.lengths import bind_lengths
from graphnet.runtime.measure import Meter, Reading, measure
from graphnet.runtime.windows import Window, windows_of
from tests.runtime.tiny import Bytes, tiny_network, tiny_plan, write_data

CPU = torch.device("cpu")


class Total:
    """Sums what it sees, and counts it."""

    more_is_better = True

    def __init__(self, options: object, sizes: Mapping[str, int]) -> None:
        pass

    def initial_state(self) -> State:
        return (torch.zeros((), dtype=torch.int64), torch.zeros((), dtype=torch.int64))

    def update(self, state: State, main: Tensor, target: Tensor) -> State:
        assert main.shape[:2] == target.shape[:2]
        return (state[0] + target.sum(), state[1] + target.numel())

    def value(self, state: State) -> float:
        return float(state[0]) + float(state[1]) / 1000

    def table(self, state: State) -> Tensor | None:
        return torch.stack(state)


class Refuses(Total):
    """Cannot be made."""

    def __init__(self, options: object, sizes: Mapping[str, int]) -> None:
        raise ValueError("no")


class NoMetric:
    """Is something else."""

    def __init__(self, options: object, sizes: Mapping[str, int]) -> None:
        pass


def metric(implementation: str = "tests.runtime.test_gauges:Total") -> PlannedStage:
    objective = tiny_plan().objective
    assert objective is not None
    return evolve(
        objective,
        path="metrics.total",
        implementation=implementation,
        gives={"main": evolve(objective.gives["main"], axes=())},
        activations=constant(0),
    )


def measured_plan(implementation: str = "tests.runtime.test_gauges:Total") -> Plan:
    return evolve(tiny_plan(), metrics=(metric(implementation),))


def example(length: int) -> Example:
    return Example(Path("x"), length)


def test_every_value_is_seen_once_whatever_the_batches(tmp_path: Path) -> None:
    write_data(tmp_path, {"test": 3}, length=21)
    source = Bytes(None, {})
    files = sorted(tmp_path.rglob("*.bin"))
    values = [byte for file in files for byte in file.read_bytes()]
    lengths, _ = bind_lengths(tiny_plan(), {"L": 8}, "evaluate")
    assert lengths is not None
    examples = [Example(file, file.stat().st_size) for file in files]
    gauges, _ = build_gauges(measured_plan())
    for batch in (1, 2, 7):
        meter = Meter(
            network=tiny_network(seed=3), source=source, device=CPU, batch=batch, gauges=gauges
        )
        reading = measure(meter, windows_of(examples, lengths))
        assert reading is not None
        (figure,) = meter.figures(reading)
        assert figure.name == "total"
        assert figure.value == pytest.approx(sum(values) + len(values) / 1000)
        assert figure.table is not None
        assert figure.table.tolist() == [sum(values), len(values)]


def test_padded_windows_come_one_by_one_and_the_whole_ones_together() -> None:
    stage = metric()
    group = [Window(example(n), 0, n, 8) for n in (8, 3, 8, 1)]
    target = torch.arange(32).view(4, 8, 1)
    ports = {"main": torch.zeros(4, 16, 5), "target": target}
    parts = list(unpadded(ports, stage.takes, group))
    assert [part["target"].shape for part in parts] == [(2, 8, 1), (1, 3, 1), (1, 1, 1)]
    assert [part["main"].shape for part in parts] == [(2, 16, 5), (1, 6, 5), (1, 2, 5)]
    seen = torch.cat([part["target"].flatten() for part in parts]).tolist()
    assert sorted(seen) == [*range(8), 8, 9, 10, *range(16, 24), 24]


def test_a_port_without_time_keeps_its_row() -> None:
    stage = metric()
    flat = evolve(stage.takes["target"], axes=stage.takes["target"].axes[:1])
    group = [Window(example(3), 0, 3, 8)]
    (part,) = unpadded({"target": torch.tensor([7])}, {"target": flat}, group)
    assert part["target"].tolist() == [7]


def test_a_batch_without_padding_is_handed_over_as_it_is() -> None:
    stage = metric()
    target = torch.zeros(2, 8, 1)
    group = [Window(example(8), 0, 8, 8)] * 2
    (part,) = unpadded({"target": target}, stage.takes, group)
    assert part["target"] is target


def test_states_are_passed_and_returned() -> None:
    gauges, problems = build_gauges(measured_plan())
    assert problems == ()
    before = initial_states(gauges, CPU)
    ones = torch.ones(1, 8, 1, dtype=torch.int64)
    values = {Wire("head"): torch.zeros(1, 8, 16), Wire("source"): ones}
    after = updated(gauges, before, values, [Window(example(8), 0, 8, 8)])
    assert [int(tensor) for tensor in before[0]] == [0, 0]
    assert [int(tensor) for tensor in after[0]] == [8, 8]
    assert figures_of(gauges, after)[0].value == pytest.approx(8.008)
    assert gauges[0].more_is_better


@pytest.mark.parametrize("name", ["Refuses", "NoMetric", "Nowhere"])
def test_a_metric_that_cannot_be_had_is_the_plugins_mistake(name: str) -> None:
    gauges, problems = build_gauges(measured_plan(f"tests.runtime.test_gauges:{name}"))
    assert gauges == ()
    assert [problem.rule.code for problem in problems] == ["GN701"]


def test_figures_of_no_windows_are_those_of_the_beginning() -> None:
    gauges, _ = build_gauges(measured_plan())
    source = Bytes(None, {})
    meter = Meter(network=tiny_network(), source=source, device=CPU, batch=1, gauges=gauges)
    reading = measure(meter, ())
    assert reading == Reading()
    assert meter.figures(reading)[0].value == 0.0
