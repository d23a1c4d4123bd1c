"""Shapes are looked at without values; where a module asks for values it gets small ones."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from graphnet.verify.bench import Bench
from graphnet.verify.shapes import check_few_shapes, check_shapes, shapes_at
from tests.verify.proving import stage_text
from tests.verify.test_bench import bench
from tests.verify.test_names import subject


class AsksValues(nn.Module):
    """Looks at a value before it answers, which a tensor without values cannot give."""

    calls = 0

    def forward(self, main: Tensor) -> Tensor:
        if float(main.sum()) > 1e9:
            return main[:, :1]
        AsksValues.calls += 1
        return main


class OnlyWithoutLengths(nn.Module):
    def forward(self, main: Tensor, lengths: Tensor | None = None) -> Tensor:
        return main if lengths is None else main[:, :1]


class NeverOne(nn.Module):
    """Wrong for a single item only."""

    def forward(self, main: Tensor) -> Tensor:
        return torch.cat((main, main), 1) if main.shape[1] == 1 else main


def on(module: nn.Module, name: str = "reshapes") -> Bench:
    return Bench(subject(stage_text(name), "probed"), module)


def test_a_module_that_asks_for_values_is_called_with_some() -> None:
    assert check_shapes(on(AsksValues())).findings == ()
    assert AsksValues.calls > 3


def test_optional_ports_are_tried_as_well() -> None:
    check = check_shapes(on(OnlyWithoutLengths(), "pads-safe"))
    assert [finding.port for finding in check.findings] == ["main"]


def test_a_length_of_one_and_a_batch_of_one_are_among_the_points() -> None:
    (finding,) = check_shapes(on(NeverOne())).findings
    assert finding.point["L"] == 1
    assert check_few_shapes(on(NeverOne())).findings != ()


def test_one_point_alone_can_be_looked_at() -> None:
    assert shapes_at(bench("folds-32"), {"B": 1, "L": 32}) == ()
    assert len(shapes_at(bench("folds-32"), {"B": 1, "L": 33})) == 1
