"""The published mixture loss, described anew, and what of it this objective leaves out.

`published` follows a description, not code: it gives the stored numbers of that loss, value by
value, so that the description of its defects is right. What is right instead is differences of
the distribution function.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from torch import Generator, Tensor

from graphnet.build.protocols import Sampling
from graphnet_basics.declarations.mixture_nll import MixtureNllOptions
from graphnet_basics.modules.mixture_nll import MixtureNll

Floats = NDArray[np.float64]
Record = Mapping[str, Tensor]
GOLDEN = load_file(Path(__file__).parent / "golden" / "dml.safetensors")
FIELDS = ("logit_probs", "means", "log_scales")
CASES = [(bits, case) for bits in (8, 16) for case in (1, 2, 3, 4)]
CLAMP = (-3.0, 3.0)
LIKE_THEIRS = MixtureNllOptions(log_scale_min=-3.0, floor_bits=14.0)


def stored(place: str) -> dict[str, Tensor]:
    return {name: GOLDEN[f"{place}/{name}"].flatten(0, -2).double() for name in FIELDS}


def clamped(main: Record) -> tuple[Floats, Floats, Floats]:
    """Log-weights, means and scales as the published loss takes them."""
    scales = main["log_scales"].clamp(*CLAMP).exp()
    return main["logit_probs"].log_softmax(-1).numpy(), main["means"].numpy(), scales.numpy()


def sigmoid(x: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-x)))


def published(main: Record, codes: NDArray[np.int64], n: int) -> Floats:
    """Log of what the published loss takes for the probability of each code.

    Code t lies at 2t/n - 1, its bin is 1/(n-1) wide, and a component that holds 1e-5 of it or less
    is taken at its density times 2/(n-1) instead. The outermost codes reach to infinity.
    """
    weights, means, scales = clamped(main)
    from_mean = 2 * codes[:, None] / n - 1 - means
    half = 1 / (2 * (n - 1))
    low, high = sigmoid((from_mean - half) / scales), sigmoid((from_mean + half) / scales)
    at = from_mean / scales
    density = sigmoid(at) * sigmoid(-at) / scales
    inner = np.where(high - low > 1e-5, high - low, density * 2 / (n - 1))
    is_first, is_last = codes[:, None] == 0, codes[:, None] == n - 1
    shares = np.where(
        is_first, high, np.where(is_last, sigmoid(-(from_mean - half) / scales), inner)
    )
    return np.asarray(np.log((np.exp(weights) * shares).sum(-1)))


def true_probability(main: Record, codes: NDArray[np.int64], n: int, lower: float) -> Floats:
    """Differences of the distribution function; bins lie `lower` below [2t/n - 1, 2(t+1)/n - 1)."""
    weights, means, scales = clamped(main)
    starts = 2 * codes[:, None] / n - 1 - lower
    below = np.where(codes[:, None] == 0, 0, sigmoid((starts - means) / scales))
    upto = np.where(codes[:, None] == n - 1, 1, sigmoid((starts + 2 / n - means) / scales))
    return np.asarray((np.exp(weights) * (upto - below)).sum(-1))


def ours(main: Record, codes: NDArray[np.int64], n: int) -> Floats:
    """Log-probabilities of this objective under the published clamp."""
    objective = MixtureNll(LIKE_THEIRS, {"n": n})
    most = main["log_scales"].clamp_max(CLAMP[1])
    rows = {name: v.expand(len(codes), -1) for name, v in {**main, "log_scales": most}.items()}
    return np.asarray(-objective(rows, torch.tensor(codes)[:, None]).numpy())


@pytest.mark.parametrize("case", [1, 2, 3, 4])
def test_the_description_gives_the_stored_numbers_of_every_code(case: int) -> None:
    found = published(stored(f"bruteforce/8/{case}"), np.arange(256), 256)
    stored_ = GOLDEN[f"bruteforce/8/{case}/ref_logprob"].numpy()
    np.testing.assert_allclose(found, stored_, rtol=1e-8, atol=1e-10)


@pytest.mark.parametrize("bits", [8, 16])
def test_the_description_gives_the_stored_loss(bits: int) -> None:
    codes = GOLDEN[f"loss/{bits}/targets"].flatten().numpy()
    found = published(stored(f"loss/{bits}"), codes, 2**bits)
    exact = GOLDEN[f"loss/{bits}/f64/per_elem_logprob"].flatten().numpy()
    np.testing.assert_allclose(found, exact, rtol=1e-8)
    narrow = GOLDEN[f"loss/{bits}/f32/per_elem_logprob"].flatten().numpy()
    np.testing.assert_allclose(found, narrow, rtol=5e-3)
    assert -found.mean() == pytest.approx(float(GOLDEN[f"loss/{bits}/f64/nll"]), rel=1e-8)


def leaves(bits: int) -> dict[str, Tensor]:
    return {name: v.requires_grad_() for name, v in stored(f"loss/{bits}").items()}


def published_loss(main: Record, t: Tensor, n: int) -> Tensor:
    """`published` once more, for its gradients: the mean over positions, of codes `t` (N, 1)."""
    means, scales = main["means"], main["log_scales"].clamp(*CLAMP).exp()
    at, half = (2 * t / n - 1 - means) / scales, 1 / (2 * (n - 1) * scales)
    held = (at + half).sigmoid() - (at - half).sigmoid()
    density = at.sigmoid() * at.neg().sigmoid() / scales * 2 / (n - 1)
    shares = torch.where(held > 1e-5, held, density)
    shares = torch.where(t == 0, (at + half).sigmoid(), shares)
    shares = torch.where(t == n - 1, (half - at).sigmoid(), shares)
    return -(main["logit_probs"].softmax(-1) * shares).sum(-1).log().mean()


def true_loss(main: Record, t: Tensor, n: int) -> Tensor:
    """The mean of what codes cost by differences of the distribution function."""
    means, scales = main["means"], main["log_scales"].clamp(*CLAMP).exp()
    low, high = ((2 * (t + each) / n - 1 - means) / scales for each in (0, 1))
    below, above = low.sigmoid(), high.neg().sigmoid()  # the outermost bins reach to infinity
    outside = torch.where(t == 0, 0.0, below) + torch.where(t == n - 1, 0.0, above)
    return -(main["logit_probs"].softmax(-1) * (1 - outside)).sum(-1).log().mean()


@pytest.mark.parametrize("bits", [8, 16])
def test_the_description_has_the_stored_gradients(bits: int) -> None:
    main, t = leaves(bits), GOLDEN[f"loss/{bits}/targets"].view(-1, 1)
    loss = published_loss(main, t, 2**bits)
    assert loss.item() == pytest.approx(float(GOLDEN[f"loss/{bits}/f64/nll"]), rel=1e-8)
    assert loss.item() == pytest.approx(float(GOLDEN[f"loss/{bits}/f32/nll"]), rel=1e-5)
    for name, found in zip(main, torch.autograd.grad(loss, list(main.values())), strict=True):
        for precision, worst in (("f64", 1e-8), ("f32", 2e-3)):  # its 16 bits are rough in float32
            expected = GOLDEN[f"loss/{bits}/{precision}/grad_{name}"].flatten(0, -2).double()
            assert (found - expected).abs().max() < worst * expected.abs().max(), name


@pytest.mark.parametrize("bits", [8, 16])
def test_gradients_are_those_of_the_distribution(bits: int) -> None:
    main, t = leaves(bits), GOLDEN[f"loss/{bits}/targets"].view(-1, 1)
    expected = torch.autograd.grad(true_loss(main, t, 2**bits), list(main.values()))
    objective = MixtureNll(LIKE_THEIRS, {"n": 2**bits})
    rows = {**main, "log_scales": main["log_scales"].clamp_max(CLAMP[1])}
    found = torch.autograd.grad(objective(rows, t).mean(), list(main.values()))
    for ours_, truth in zip(found, expected, strict=True):
        assert (ours_ - truth).abs().max() < 1e-8 * truth.abs().max()


SUMS = (0.503428, 0.617036, 0.836512, 0.502090, 0.568501, 0.989950, 1.000003, 0.533774)


@pytest.mark.parametrize(("place", "total"), list(zip(CASES, SUMS, strict=True)))
def test_the_published_probabilities_sum_to_anything_from_a_half(
    place: tuple[int, int], total: float
) -> None:
    n, main = 2 ** place[0], stored("bruteforce/{}/{}".format(*place))
    assert np.exp(published(main, np.arange(n), n)).sum() == pytest.approx(total, abs=1e-6)
    assert np.exp(ours(main, np.arange(n), n)).sum() == pytest.approx(1.0, abs=1e-9)


@pytest.mark.parametrize("place", CASES)
def test_every_code_has_what_the_distribution_function_says(place: tuple[int, int]) -> None:
    n, main = 2 ** place[0], stored("bruteforce/{}/{}".format(*place))
    found, codes = np.exp(ours(main, np.arange(n), n)), np.arange(n)
    np.testing.assert_allclose(found, true_probability(main, codes, n, 0.0), rtol=1e-8, atol=1e-15)


@pytest.mark.parametrize("case", [1, 2, 3, 4])
def test_half_a_bin_lower_it_is_the_stored_truth(case: int) -> None:
    main = stored(f"bruteforce/8/{case}")
    moved = {**main, "means": main["means"] + 1 / 256}
    expected = GOLDEN[f"bruteforce/8/{case}/correct_prob"].numpy()
    np.testing.assert_allclose(
        np.exp(ours(moved, np.arange(256), 256)), expected, rtol=1e-8, atol=1e-15
    )


def test_the_published_loss_costs_a_bit_too_much_at_eight_bits() -> None:
    codes = GOLDEN["loss/8/targets"].flatten().numpy()
    main = stored("loss/8")
    true = np.log(true_probability(main, codes, 256, 1 / 256))
    gap = (true - published(main, codes, 256)) / math.log(2)
    assert np.median(gap) == pytest.approx(0.994, abs=0.002)


def test_at_sixteen_bits_its_cost_jumps_by_a_bit_where_a_share_passes_a_threshold() -> None:
    """Neighbouring codes on both sides of 1e-5: one density, and twice the other's cost."""
    main = stored("bruteforce/16/1")
    one = {name: values[..., :1] for name, values in main.items()}
    nats = -published(one, np.arange(65_536), 65_536) / math.log(2)
    assert np.abs(np.diff(nats[1:-1])).max() == pytest.approx(1.0, abs=0.01)
    smooth = -ours(one, np.arange(65_536), 65_536) / math.log(2)
    assert np.abs(np.diff(smooth[1:-1])).max() < 0.01


# --- the three floors at sixteen bits ---


def cheapest(log_scale: float, n: int) -> Record:
    """One component over the middle of an inner bin, as narrow as it may be."""
    values = {"logit_probs": 0.0, "means": 1 / n, "log_scales": log_scale}
    return {name: torch.tensor([value], dtype=torch.float64) for name, value in values.items()}


@pytest.mark.parametrize(("bits", "theirs"), [(8, 5.67), (16, 13.67)])
def test_a_clamp_at_minus_three_is_a_floor_under_every_inner_code(bits: int, theirs: float) -> None:
    """log2(4 s / bin) with the right bin, and a bit more with the published one of half a width."""
    n = 2**bits
    middle = np.array([n // 2])
    cost = -ours(cheapest(-50.0, n), middle, n)[0] / math.log(2)
    assert cost == pytest.approx(math.log2(4 * math.exp(-3) / (2 / n)), abs=2e-3)
    half = 1 / (2 * (n - 1))
    edges = np.array([-half, half]) / math.exp(-3)
    assert -math.log2(float(np.diff(sigmoid(edges))[0])) == pytest.approx(theirs, abs=0.005)


@pytest.mark.parametrize(("bits", "floor"), [(8, 5.5578), (16, 13.5573)])
def test_the_entropy_at_that_clamp_is_a_floor_under_their_average(bits: int, floor: float) -> None:
    """A logistic of scale s has log2(s e**2) bits, so that codes drawn from it cost that much."""
    n = 2**bits
    log_p = ours(cheapest(-3.0, n), np.arange(n), n)
    entropy = -float((np.exp(log_p) * log_p).sum()) / math.log(2)
    assert entropy == pytest.approx(floor, abs=2e-4)
    assert entropy == pytest.approx(math.log2(math.exp(2 - 3) * n / 2), abs=2e-3)


# --- drawing ---


def chi_square(drawn: Tensor, shares: Floats) -> float:
    """How far counts lie from shares, in standard deviations; codes are pooled to 100 a bin."""
    ends = np.minimum((shares.cumsum() * len(drawn) / 100).astype(np.int64), len(drawn) // 100 - 1)
    expected = np.bincount(ends, shares * len(drawn))
    counted = np.bincount(ends[drawn.flatten().numpy()], minlength=len(expected))
    is_held = expected > 20
    total = ((counted - expected)[is_held] ** 2 / expected[is_held]).sum()
    freedom = is_held.sum() - 1
    return float((total - freedom) / math.sqrt(2 * freedom))


@pytest.mark.parametrize("place", CASES)
def test_draws_have_the_frequencies_of_the_distribution(place: tuple[int, int]) -> None:
    n, main = 2 ** place[0], stored("bruteforce/{}/{}".format(*place))
    most = {**main, "log_scales": main["log_scales"].clamp_max(CLAMP[1])}
    rows = {name: values.float().expand(100_000, -1) for name, values in most.items()}
    drawn = MixtureNll(LIKE_THEIRS, {"n": n}).draw(rows, Generator().manual_seed(7), Sampling())
    shares = true_probability(main, np.arange(n), n, 0.0)
    assert abs(chi_square(drawn, shares)) < 4


def test_draws_are_where_their_values_are() -> None:
    """The published sampler floors a draw to codes whose bins lie around it: 0.57 codes too low."""
    main = {name: values.expand(100_000, -1) for name, values in cheapest(-3.0, 256).items()}
    drawn = MixtureNll(LIKE_THEIRS, {"n": 256}).draw(main, Generator().manual_seed(8), Sampling())
    spread = math.pi / math.sqrt(3) * math.exp(-3) * 128
    assert abs(float(drawn.double().mean()) - 128) < 4 * spread / math.sqrt(100_000)
