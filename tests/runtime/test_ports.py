"""What sources read becomes batches of ports, and padding costs nothing."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest
import torch
from torch import Tensor

from graphnet.graph.plan import Plan
from graphnet.runtime.ports import mean_of_real, padded, ports_of, stacked


def plan(axis: int | None, picked: int | None = None) -> Plan:
    """A plan whose source goes on along axis 1 and whose objective does along `axis`.

    Its objective has `picked` positions, however long the source is.
    """

    def port(time_axis: int | None, count: int | None = None) -> object:
        size = SimpleNamespace(size=SimpleNamespace(as_int=count))
        return SimpleNamespace(
            gives={"main": SimpleNamespace(time_axis=time_axis, axes=[size] * 2)}
        )

    source, objective = port(1), port(axis, picked)
    prediction = SimpleNamespace(stage="head")
    return cast(Plan, SimpleNamespace(source=source, objective=objective, prediction=prediction))


def test_a_tensor_alone_is_the_port_main() -> None:
    values = torch.arange(3)
    assert dict(ports_of(values)) == {"main": values}
    both = {"main": values, "label": torch.tensor(2)}
    assert ports_of(both) is both


def test_only_main_is_padded_and_with_its_last_item() -> None:
    ports = {"main": torch.tensor([[1], [2]]), "label": torch.tensor(7)}
    found = padded(ports, 5)
    assert found["main"].flatten().tolist() == [1, 2, 2, 2, 2]
    assert int(found["label"]) == 7
    assert padded(ports, 2) is ports


def test_examples_are_stacked_port_by_port() -> None:
    one = {"main": torch.zeros(4, 1), "lengths": torch.tensor(3)}
    two = {"main": torch.ones(4, 1), "lengths": torch.tensor(4)}
    found = stacked([one, two])
    assert found["main"].shape == (2, 4, 1)
    assert found["lengths"].tolist() == [3, 4]


@pytest.mark.parametrize("rubbish", [1e9, float("nan"), float("inf")])
@pytest.mark.parametrize(("rate", "real"), [(1, [3, 8]), (2, [6, 16]), (0.25, [1, 2])])
def test_padding_takes_no_part_in_the_mean(rate: float, real: list[int], rubbish: float) -> None:
    nats = torch.randn(2, int(8 * rate)).double()
    expected = torch.cat([row[:count] for row, count in zip(nats, real, strict=True)]).mean()
    nats[0, real[0] :] = rubbish
    batch = {"main": torch.zeros(2, 8, 1), "lengths": torch.tensor([3, 8])}
    leaf = nats.requires_grad_()
    found = mean_of_real(leaf, batch, plan(1))
    torch.testing.assert_close(found, expected)
    found.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
    assert leaf.grad is not None
    assert leaf.grad[0, real[0] :].eq(0).all()
    assert leaf.grad.sum().item() == pytest.approx(1.0)


def test_nats_with_more_axes_are_averaged_over_all_of_them() -> None:
    nats = torch.randn(2, 8, 3)
    batch = {"main": torch.zeros(2, 8, 1), "lengths": torch.tensor([5, 2])}
    expected = torch.cat([nats[0, :5].flatten(), nats[1, :2].flatten()]).mean()
    torch.testing.assert_close(mean_of_real(nats, batch, plan(1)), expected)


@pytest.mark.parametrize("axis", [1, None])
def test_without_lengths_or_without_time_everything_counts(axis: int | None) -> None:
    nats: Tensor = torch.randn(2, 8)
    batch = {"main": torch.zeros(2, 8, 1)}
    assert torch.equal(mean_of_real(nats, batch, plan(axis)), nats.mean())
    with_lengths = {**batch, "lengths": torch.tensor([5, 2])}
    assert torch.equal(mean_of_real(nats, with_lengths, plan(None)), nats.mean())


@pytest.mark.parametrize("rubbish", [1e9, float("nan")])
def test_of_a_few_picked_positions_an_example_has_as_many_as_it_has_items(rubbish: float) -> None:
    nats = torch.randn(3, 4).double()
    expected = torch.cat([nats[0], nats[1], nats[2, :2]]).mean()
    nats[2, 2:] = rubbish
    batch = {"main": torch.zeros(3, 8, 1), "lengths": torch.tensor([8, 4, 2])}
    torch.testing.assert_close(mean_of_real(nats, batch, plan(1, picked=4)), expected)
