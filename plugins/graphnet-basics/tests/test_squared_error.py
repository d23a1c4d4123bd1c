"""The squared error as nats of a Gaussian: against its density, its integral and its draws."""

from __future__ import annotations

import math
from statistics import NormalDist

import pytest
import torch

from graphnet.build.protocols import Likelihood, Sampling
from graphnet_basics.declarations.squared_error import SquaredErrorOptions
from graphnet_basics.modules.squared_error import SquaredError

MAIN, TARGET = torch.randn(2, 5, 3).double(), torch.randn(2, 5, 3).double()


def objective(std: float = 1.0) -> SquaredError:
    return SquaredError(SquaredErrorOptions(std=std), {"C": 3})


@pytest.mark.parametrize("std", [0.01, 1.0, 7.0])
def test_it_is_minus_the_logarithm_of_the_density_channels_added(std: float) -> None:
    near = MAIN + std * (TARGET - MAIN)  # where a density of Python's own does not underflow
    found = objective(std=std)(MAIN, near)
    for b, t in ((0, 0), (1, 4), (0, 2)):
        pairs = zip(MAIN[b, t].tolist(), near[b, t].tolist(), strict=True)
        expected = -sum(math.log(NormalDist(mean, std).pdf(x)) for mean, x in pairs)
        assert found[b, t].item() == pytest.approx(expected, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("std", [0.1, 1.0])
def test_the_density_integrates_to_one(std: float) -> None:
    x = torch.linspace(-12 * std, 12 * std, 20_001).double()
    nats = objective(std=std)(torch.zeros(len(x), 1).double(), x[:, None])
    assert torch.trapezoid((-nats).exp(), x).item() == pytest.approx(1.0, abs=1e-9)


def test_but_for_a_constant_and_a_factor_it_is_the_squared_error() -> None:
    square = (MAIN - TARGET).square().sum(-1)
    nats = objective(std=0.5)(MAIN, TARGET)
    rest = nats - square / (2 * 0.5**2)
    torch.testing.assert_close(rest, torch.full_like(rest, 3 * math.log(0.5 * math.tau**0.5)))


def test_a_number_as_a_label_has_no_channel_axis() -> None:
    options = SquaredErrorOptions(predict="label")
    found = SquaredError(options, {})(MAIN[:, 0, :1], TARGET[:, 0, 0])
    assert torch.equal(found, objective()(MAIN[:, 0, :1], TARGET[:, 0, :1]))


def test_half_precision_is_widened_first() -> None:
    near, far = torch.tensor([[256.0]]).bfloat16(), torch.tensor([[257.0]])
    assert objective()(near, far).dtype == torch.float32
    assert objective()(near, far).item() == pytest.approx(0.5 + math.log(math.tau**0.5))


def drawn(sampling: Sampling, std: float = 0.5) -> torch.Tensor:
    generator = torch.Generator().manual_seed(3)
    return objective(std=std).draw(torch.full((200_000, 1), 2.0), generator, sampling) - 2.0


@pytest.mark.parametrize("temperature", [1.0, 0.5])
def test_draws_lie_around_the_mean_as_wide_as_asked(temperature: float) -> None:
    values = drawn(Sampling(temperature=temperature))
    assert values.mean().abs() < 0.01
    assert values.std().item() == pytest.approx(0.5 * temperature, rel=0.01)
    assert isinstance(objective(), Likelihood)


@pytest.mark.parametrize("top_p", [0.1, 0.6827, 0.95])
def test_top_p_keeps_the_narrowest_interval_that_holds_so_much(top_p: float) -> None:
    right = NormalDist(0.0, 0.5)
    edge = right.inv_cdf(0.5 + top_p / 2)
    values = drawn(Sampling(top_p=top_p))
    assert float(values.abs().max()) <= edge + 1e-6
    assert float(values.abs().max()) > 0.99 * edge
    half = (2 * right.cdf(edge / 2) - 1) / top_p  # so much of what is left lies in the inner half
    assert (values.abs() < edge / 2).double().mean().item() == pytest.approx(half, abs=0.01)


@pytest.mark.parametrize("sampling", [Sampling(temperature=0.0), Sampling(top_k=5)])
def test_the_likeliest_values_are_the_mean(sampling: Sampling) -> None:
    assert drawn(sampling).eq(0).all()


def test_a_deviation_that_is_not_positive_is_refused() -> None:
    with pytest.raises(ValueError, match="std"):
        SquaredErrorOptions(std=0.0)
