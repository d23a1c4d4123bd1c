"""Metrics keep their protocol: closed state of the declared size, parts that add up."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
import torch
from attrs import evolve, frozen
from torch import Tensor

from graphnet.contract.polynomial import constant
from graphnet.graph.plan import Kept
from graphnet.plugin.types import Declaration, StageType
from graphnet.verify.check import Check
from graphnet.verify.metric import check_metric
from graphnet.verify.subject import Subject
from tests.verify.proving import stage_text
from tests.verify.test_names import subject

State = tuple[Tensor, ...]


@frozen(kw_only=True)
class Options:
    scale: float = 1.0


class Mean:
    """The mean of all values; honest."""

    more_is_better = False

    def __init__(self, options: Options, sizes: Mapping[str, int]) -> None:
        self.scale = options.scale

    def initial_state(self) -> State:
        return (torch.zeros(2, dtype=torch.float64),)

    def update(self, state: State, main: Tensor, target: Tensor) -> State:
        count = main.new_tensor([float(main.sum()), main.numel()]).double()
        return (state[0] + self.scale * count,)

    def value(self, state: State) -> float:
        return float(state[0][0] / state[0][1])


class MeanOfMeans(Mean):
    def update(self, state: State, main: Tensor, target: Tensor) -> State:
        mean = main.mean().double()
        return (state[0] + torch.stack((mean, torch.ones_like(mean))),)


class Grows(Mean):
    def update(self, state: State, main: Tensor, target: Tensor) -> State:
        return (torch.cat((state[0], state[0])),)


class Mutates(Mean):
    def update(self, state: State, main: Tensor, target: Tensor) -> State:
        state[0].add_(1)
        return state


class Square(Mean):
    """Keeps a table of classes by classes."""

    def initial_state(self) -> State:
        return (torch.zeros(8, 8, dtype=torch.float64),)

    def update(self, state: State, main: Tensor, target: Tensor) -> State:
        return (state[0] + 1,)

    def value(self, state: State) -> float:
        return 1.0


class Reads(Mean):
    def __init__(self, options: Options, sizes: Mapping[str, int]) -> None:
        self.scale = 1.0


class NoMetric:
    def __init__(self, options: Options, sizes: Mapping[str, int]) -> None: ...


class Fails(Mean):
    def value(self, state: State) -> float:
        raise ZeroDivisionError("nothing counted")


def metric(kind: type) -> Subject:
    """The toy objective's ports under a metric's module."""
    found = subject(stage_text("reshapes"), "objective")
    place = f"{__name__}:{kind.__name__}"
    declaration = Declaration(contract=found.declaration.contract, implementation=place)
    stage_type = StageType(
        name="toy.metric", summary="", declare=lambda _: declaration, options=Options
    )
    kept = Kept(constant(16), "16")
    planned = evolve(found.planned, implementation=place, options=Options(), kept=kept)
    return evolve(found, planned=planned, declaration=declaration, stage_type=stage_type)


def checks(kind: type) -> tuple[Check, Check]:
    kept, options = check_metric(metric(kind), 0)
    return kept, options


def test_an_honest_metric_passes() -> None:
    kept, options = checks(Mean)
    assert kept.findings == ()
    assert options.findings == ()


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (MeanOfMeans, "two parts of a batch"),
        (Grows, "another kind of state"),
        (Mutates, "changes the state it is given"),
        (Square, "its state has another size"),
        (NoMetric, "it is no metric"),
        (Fails, "it fails"),
    ],
)
def test_a_metric_that_breaks_its_protocol_is_found(kind: type, words: str) -> None:
    (finding,) = checks(kind)[0].findings
    assert finding.rule.code == "GN702"
    assert words in finding.message


def test_an_option_that_a_metric_does_not_read_is_found() -> None:
    (finding,) = checks(Reads)[1].findings
    assert finding.rule.code == "GN707"
