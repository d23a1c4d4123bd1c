"""A port's shape, dtype and domain at given sizes."""

from __future__ import annotations

from math import inf

import pytest
import torch

from graphnet.contract.domain import SolvedDomain
from graphnet.contract.interval import SolvedInterval
from graphnet.contract.polynomial import constant, symbol
from graphnet.graph.plan import PlannedAxis
from graphnet.verify.ports import Port, written

L = symbol("L")


def port(dtype: str, *parts: SolvedInterval) -> Port:
    axes = (PlannedAxis(symbol("B"), "batch"), PlannedAxis(L * 2, "time"))
    return Port("main", dtype, axes, SolvedDomain(parts) if parts else None)


def test_its_shape_follows_the_sizes() -> None:
    assert port("float").shape({"B": 3, "L": 5}) == (3, 10)
    assert port("float").text == "(B, 2*L)"
    assert port("float").axis("time") == 1
    assert port("float").axis("class") is None


def test_float_is_the_run_s_own_dtype_and_others_are_their_own() -> None:
    assert port("float").torch_dtype(torch.float64) is torch.float64
    assert port("int64").torch_dtype(torch.float64) is torch.int64


@pytest.mark.parametrize(
    ("part", "limits"),
    [
        (SolvedInterval(constant(0), L, high_included=False), (0.0, 4.0)),
        (SolvedInterval(constant(1), L, high_included=True), (1.0, 5.0)),
        (SolvedInterval(constant(0), L, low_included=False, high_included=False), (1.0, 4.0)),
        (SolvedInterval(constant(0), inf), (0.0, inf)),
    ],
)
def test_whole_domains_have_both_ends_inside(
    part: SolvedInterval, limits: tuple[float, float]
) -> None:
    assert port("int64", part).limits({"B": 1, "L": 5}) == (limits,)


def test_sizes_are_written_for_people() -> None:
    assert written({"B": 2, "L": 7}) == "B = 2, L = 7"
