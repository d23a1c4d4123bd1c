"""What is drawn goes back through the stages between source and target, and prompts go there."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from types import SimpleNamespace
from typing import cast

import pytest
import torch
from torch import Tensor, nn

from graphnet.build.network import Network
from graphnet.graph.plan import Plan, Wire
from graphnet.runtime.data_stages import (
    as_predicted,
    as_read,
    data_stages,
    items_drawn,
    one_way,
    predicted_port,
)

HERE = "tests.runtime.test_data_stages"


class Flat(nn.Module):
    """`(B, T, C)` to `(B, C*T, 1)`."""

    def __init__(self, _options: object, _sizes: Mapping[str, int]) -> None:
        super().__init__()

    def forward(self, main: Tensor) -> Tensor:
        return main.reshape(main.shape[0], -1, 1)


class Folded(nn.Module):
    """And back, with the C of the stage's sizes."""

    def __init__(self, _options: object, sizes: Mapping[str, int]) -> None:
        super().__init__()
        self.C = sizes["C"]

    def forward(self, main: Tensor) -> Tensor:
        return main.reshape(main.shape[0], -1, self.C)


class Negated(nn.Module):
    """The same in both directions."""

    def __init__(self, _options: object, _sizes: Mapping[str, int]) -> None:
        super().__init__()

    def forward(self, main: Tensor) -> Tensor:
        return -main


def stage(path: str, before: str, inverse: str | None) -> SimpleNamespace:
    return SimpleNamespace(
        path=path,
        use=f"toy.{path}",
        options=None,
        sizes={"C": 2},
        inputs={"main": Wire(before)} if before else {},
        gives={"main": f"what {path} gives"},
        rate=Fraction(2) if path == "negated" else Fraction(1),
        inverse=None if inverse is None else f"{HERE}:{inverse}",
    )


def plan(target: str | None, negated: str | None = "Negated") -> Plan:
    stages = {
        "source": stage("source", "", None),
        "flat": stage("flat", "source", "Folded"),
        "negated": stage("negated", "flat", negated),
    }
    wire = None if target is None else Wire(target)
    return cast(Plan, SimpleNamespace(source=stages["source"], by_path=stages, target=wire))


def network(target: str) -> Network:
    modules = {"flat": Flat(None, {}), "negated": Negated(None, {})}
    return cast(Network, SimpleNamespace(plan=plan(target), module=modules.__getitem__))


def test_the_stages_lie_in_order_between_source_and_target() -> None:
    assert [each.path for each in data_stages(plan("negated"))] == ["flat", "negated"]
    assert [each.path for each in data_stages(plan("flat"))] == ["flat"]
    assert data_stages(plan("source")) == ()
    assert data_stages(plan(None)) == ()


def test_what_was_drawn_is_what_the_source_would_have_read() -> None:
    values = torch.arange(24).view(3, 4, 2)
    there = torch.stack([as_predicted(network("negated"), each) for each in values])
    assert there.shape == (3, 8, 1)
    assert int(there[0, 1]) == -1
    assert torch.equal(as_read(plan("negated"), there), values)
    assert torch.equal(as_read(plan("source"), values), values)


def test_items_and_ports_are_those_of_the_target() -> None:
    assert items_drawn(plan("negated"), 5) == 10
    assert items_drawn(plan("source"), 5) == 5
    assert str(predicted_port(plan("negated"))) == "what negated gives"
    assert str(predicted_port(plan(None))) == "what source gives"


def test_a_stage_without_a_way_back_is_found() -> None:
    assert one_way(plan("negated")) is None
    assert one_way(plan("source")) is None
    found = one_way(plan("negated", negated=None))
    assert found is not None
    assert found.path == "negated"
    with pytest.raises(TypeError, match="`negated` has no inverse"):
        as_read(plan("negated", negated=None), torch.zeros(1, 4, 1))
