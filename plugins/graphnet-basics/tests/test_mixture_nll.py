"""The mixture is a proper code length at every depth, and drawing follows the same distribution."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.torch import load_file
from torch import Generator, Tensor

from graphnet.build.protocols import Sampling
from graphnet_basics.declarations.mixture_nll import MixtureNllOptions, declare
from graphnet_basics.modules.mixture_nll import MixtureNll, log_one_minus_exp

GOLDEN = Path(__file__).parent / "golden" / "dml.safetensors"
DRAWS = 40_000
PLAIN = Sampling()
LIKELIEST = Sampling(temperature=0.0)
Record = Mapping[str, Tensor]


def objective(n: int, **options: float) -> MixtureNll:
    return MixtureNll(MixtureNllOptions(**options), {"n": n, "K": 1})


def record(
    logit_probs: list[float], means: list[float], log_scales: list[float]
) -> dict[str, Tensor]:
    fields = {"logit_probs": logit_probs, "means": means, "log_scales": log_scales}
    return {name: torch.tensor(v, dtype=torch.float64) for name, v in fields.items()}


def probabilities(n: int, main: Record, **options: float) -> Tensor:
    """The probability of every code, for one position."""
    rows = {name: values.expand(n, -1) for name, values in main.items()}
    nats: Tensor = objective(n, **options)(rows, torch.arange(n)[:, None])
    return nats.neg().exp()


def by_definition(n: int, main: Record) -> Tensor:
    """Differences of the distribution function over all bins, one number at a time."""

    def below(x: float) -> float:
        total = 0.0
        weights = main["logit_probs"].softmax(0).tolist()
        scales = main["log_scales"].exp().tolist()
        for w, mean, scale in zip(weights, main["means"].tolist(), scales, strict=True):
            total += w / (1 + math.exp(-(x - mean) / scale))
        return total

    edges = [0.0, *(below(2 * t / n - 1) for t in range(1, n)), 1.0]
    shares = [high - low for low, high in itertools.pairwise(edges)]
    return torch.tensor(shares, dtype=torch.float64)


EXTREMES = {
    "usual": record([0.3, -1.0, 0.0], [-0.4, 0.1, 0.6], [-3.0, -2.0, -1.0]),
    "narrow, on a bin's edge": record([0.0, 0.0], [0.0, 0.5], [-14.0, -13.0]),
    "narrower than allowed": record([0.0], [0.123], [-40.0]),
    "beyond both ends": record([0.0, 0.0], [-50.0, 70.0], [-5.0, 0.0]),
    "wide": record([0.0], [0.2], [6.0]),
    "endless": record([0.0], [3.0], [60.0]),
    "one component decides": record([80.0, -80.0], [0.2, -0.7], [-6.0, -1.0]),
}


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("n", [2, 3, 256, 1000, 65_536])
@pytest.mark.parametrize("case", EXTREMES)
def test_the_probabilities_of_all_codes_sum_to_one(case: str, n: int, dtype: torch.dtype) -> None:
    main = {name: values.to(dtype) for name, values in EXTREMES[case].items()}
    found = probabilities(n, main)
    assert found.dtype == dtype
    assert float(found.double().sum()) == pytest.approx(1.0, abs=1e-4)
    if dtype == torch.float64:
        assert float(found.sum()) == pytest.approx(1.0, abs=1e-9)


@pytest.mark.parametrize("n", [2, 5, 256, 4096])
def test_each_code_has_what_the_distribution_holds_of_its_bin(n: int) -> None:
    main = EXTREMES["usual"]
    torch.testing.assert_close(
        probabilities(n, main), by_definition(n, main), rtol=1e-9, atol=1e-13
    )


@pytest.mark.parametrize("case", [1, 2, 3, 4])
def test_it_agrees_with_an_independent_computation_of_the_same_mixture(case: int) -> None:
    """There the bin of code t lies around 2t/n - 1: half a bin lower than here."""
    golden = load_file(GOLDEN)
    main = {
        name: golden[f"bruteforce/8/{case}/{name}"][0, 0].double()
        for name in ("logit_probs", "means", "log_scales")
    }
    moved = {**main, "means": main["means"] + 1 / 256}
    found = probabilities(256, moved, log_scale_min=-3.0, floor_bits=8.0)
    expected = golden[f"bruteforce/8/{case}/correct_prob"]
    torch.testing.assert_close(found, expected, rtol=1e-6, atol=1e-9)


def test_the_published_heads_loss_was_a_bit_too_high_and_no_probability() -> None:
    """What its bins of width 1/(n-1), 2/n apart, come to: the defect this objective leaves out."""
    golden = load_file(GOLDEN)
    theirs = golden["bruteforce/8/1/ref_logprob"].exp()
    assert float(theirs.sum()) == pytest.approx(0.50, abs=0.01)
    gap = golden["bruteforce/8/1/correct_prob"].log2() - theirs.log2()
    assert float(gap[100:156].mean()) == pytest.approx(1.0, abs=0.01)


def test_float32_tells_sixteen_bits_apart() -> None:
    main = record([0.0, 0.0], [0.9, -0.30001], [-10.0, -9.0])
    exact = probabilities(65_536, main)
    narrow = probabilities(65_536, {name: values.float() for name, values in main.items()})
    likely = exact > 1e-6
    at_float32 = {name: values.float().double() for name, values in main.items()}
    expected = probabilities(65_536, at_float32)
    torch.testing.assert_close(narrow.double()[likely], expected[likely], rtol=1e-3, atol=0)


def test_half_precision_is_widened_before_anything_is_computed() -> None:
    main = {name: values.bfloat16() for name, values in EXTREMES["usual"].items()}
    wide = {name: values.float() for name, values in main.items()}
    torch.testing.assert_close(probabilities(256, main), probabilities(256, wide))
    with torch.autocast("cpu", dtype=torch.bfloat16):
        torch.testing.assert_close(probabilities(256, main), probabilities(256, wide))


@pytest.mark.parametrize("case", EXTREMES)
@pytest.mark.parametrize("n", [256, 65_536])
def test_gradients_are_numbers_everywhere(case: str, n: int) -> None:
    main = {name: v.clone().expand(4, -1).requires_grad_() for name, v in EXTREMES[case].items()}
    leaves = {name: values.detach().requires_grad_() for name, values in main.items()}
    target = torch.tensor([[0], [1], [n // 2], [n - 1]])
    objective(n)(leaves, target).sum().backward()
    for values in leaves.values():
        assert values.grad is not None
        assert values.grad.isfinite().all()


def test_gradients_are_right() -> None:
    names = ("logit_probs", "means", "log_scales")
    values = [EXTREMES["usual"][name].expand(5, -1).clone().requires_grad_() for name in names]
    target = torch.tensor([[0], [3], [8], [12], [15]])

    def loss(*given: Tensor) -> Tensor:
        nats: Tensor = objective(16)(dict(zip(names, given, strict=True)), target)
        return nats

    assert torch.autograd.gradcheck(loss, values)


@given(st.floats(-40.0, 8.0))
@settings(max_examples=300, deadline=None)
def test_the_share_of_a_bin_is_exact_for_any_width(log_width: float) -> None:
    given_ = torch.tensor(log_width, dtype=torch.float64, requires_grad=True)
    found = log_one_minus_exp(given_)
    found.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
    w = math.exp(log_width)
    assert found.item() == pytest.approx(math.log(-math.expm1(-w)), rel=1e-12, abs=1e-15)
    slope = w * math.exp(-w) / -math.expm1(-w)
    assert given_.grad is not None
    assert given_.grad.item() == pytest.approx(slope, rel=1e-9, abs=1e-13)


# --- the floor ---


@pytest.mark.parametrize(("bits", "log_scale_min"), [(8, -7.0), (12, -10.0), (16, -14.0)])
def test_every_code_can_cost_as_little_as_promised(bits: int, log_scale_min: float) -> None:
    n = 2**bits
    options = MixtureNllOptions(log_scale_min=log_scale_min)
    assert n <= options.most_values
    codes = torch.arange(n)[:, None]
    centres = (2 * codes + 1).double() / n - 1
    best = {
        "logit_probs": torch.zeros(n, 1).double(),
        "means": centres,
        "log_scales": torch.full((n, 1), -50.0).double(),
    }
    nats = objective(n, log_scale_min=log_scale_min)(best, codes)
    assert float(nats.max()) / math.log(2) <= options.floor_bits


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_codes_of_24_bits_cost_what_two_logistic_functions_say(dtype: torch.dtype) -> None:
    """Around narrow and wide components, at both ends and in the middle."""
    n = 2**24
    codes = torch.tensor([0, 1, 2**20, 2**23 - 3, 2**23, 2**23 + 40, n - 2, n - 1])[:, None]
    means = ((2 * codes + 1).double() / n - 1).to(dtype)
    for log_scale in (-17.0, -15.0, -9.0, -1.0):
        given_ = {
            "logit_probs": torch.zeros_like(means),
            "means": means,
            "log_scales": torch.full_like(means, log_scale),
        }
        nats = objective(n, log_scale_min=-18.0)(given_, codes)
        low, high = (
            torch.sigmoid((2.0 * edge / n - 1 - means.double()) * math.exp(-log_scale))
            for edge in (codes.double(), codes.double() + 1)
        )
        held = torch.where(codes == n - 1, 1, high) - torch.where(codes == 0, 0, low)
        expected = -held.log().squeeze(-1)
        torch.testing.assert_close(nats.double(), expected, rtol=2e-6, atol=2e-6)


def test_the_published_clamp_made_most_of_sixteen_bits_unreachable() -> None:
    """At log-scales of -3 or more the best prediction of an inner code costs 12.67 bits."""
    best = record([0.0], [1 / 65_536], [-50.0])
    found = objective(65_536, log_scale_min=-3.0, floor_bits=13.0)(
        {name: values[None] for name, values in best.items()}, torch.tensor([[32_768]])
    )
    assert found.item() / math.log(2) == pytest.approx(12.67, abs=0.01)


def test_a_clamp_that_costs_more_than_the_floor_is_a_broken_condition_of_the_declaration() -> None:
    assert declare(MixtureNllOptions()).where == ("2 <= n <= 1094657",)
    assert MixtureNllOptions(log_scale_min=-3.0).most_values == 18
    assert MixtureNllOptions(log_scale_min=-3.0, floor_bits=12.7).most_values >= 65_536
    assert MixtureNllOptions(log_scale_min=-3.0, floor_bits=12.6).most_values < 65_536
    assert MixtureNllOptions(log_scale_min=-30.0).most_values == 2**24


@pytest.mark.parametrize("wrong", [{"log_scale_min": 1.0}, {"floor_bits": 0.0}])
def test_an_impossible_option_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        MixtureNllOptions(**wrong)


# --- drawing ---


def draws(n: int, main: Record, sampling: Sampling = PLAIN) -> Tensor:
    """How often each code is drawn, as a fraction."""
    rows = {name: values.expand(DRAWS, -1) for name, values in main.items()}
    drawn = objective(n).draw(rows, Generator().manual_seed(0), sampling)
    assert drawn.shape == (DRAWS, 1)
    assert drawn.dtype == torch.int64
    return torch.bincount(drawn.flatten(), minlength=n) / DRAWS


@pytest.mark.parametrize("n", [2, 3, 16])
@pytest.mark.parametrize("case", ["usual", "beyond both ends", "wide", "narrow, on a bin's edge"])
def test_draws_follow_the_mixture(n: int, case: str) -> None:
    expected = probabilities(n, EXTREMES[case]).float()
    torch.testing.assert_close(draws(n, EXTREMES[case]), expected, rtol=0, atol=0.012)


def test_drawing_by_bisection_follows_all_sixteen_bits() -> None:
    main = EXTREMES["usual"]
    rows = {name: values.expand(DRAWS, -1) for name, values in main.items()}
    drawn = objective(65_536).draw(rows, Generator().manual_seed(1), PLAIN).flatten().double()
    exact = probabilities(65_536, main)
    codes = torch.arange(65_536).double()
    mean = float((exact * codes).sum())
    spread = float((exact * (codes - mean).square()).sum()) ** 0.5
    assert abs(float(drawn.mean()) - mean) < 4 * spread / DRAWS**0.5
    quarters = exact.cumsum(0)
    for share in (0.1, 0.5, 0.9):
        at = int((quarters < share).sum())
        assert float((drawn <= at).double().mean()) == pytest.approx(float(quarters[at]), abs=0.01)


@pytest.mark.parametrize("temperature", [0.5, 2.0])
def test_temperature_and_nucleus_act_on_the_probabilities_of_codes(temperature: float) -> None:
    exact = probabilities(16, EXTREMES["usual"]).float()
    expected = (exact.log() / temperature).softmax(0)
    found = draws(16, EXTREMES["usual"], Sampling(temperature=temperature))
    torch.testing.assert_close(found, expected, rtol=0, atol=0.012)
    few = draws(16, EXTREMES["usual"], Sampling(top_k=3))
    assert set(few.nonzero().flatten().tolist()) == set(exact.topk(3).indices.tolist())
    top = draws(16, EXTREMES["usual"], Sampling(top_p=0.3))
    assert int((top > 0).sum()) < int((exact > 0.001).sum())
    assert int(draws(16, EXTREMES["usual"], LIKELIEST).argmax()) == int(exact.argmax())


@pytest.mark.parametrize("field", ["means", "log_scales", "logit_probs"])
def test_nothing_is_drawn_from_what_is_no_number(field: str) -> None:
    main = {name: values.clone() for name, values in EXTREMES["usual"].items()}
    main[field][..., 0] = float("nan")
    with pytest.raises(RuntimeError, match="nothing can be drawn"):
        objective(256).draw(main, Generator().manual_seed(0), PLAIN)


def test_the_same_seed_draws_the_same_and_another_does_not() -> None:
    rows = {name: values.expand(64, -1) for name, values in EXTREMES["usual"].items()}
    nll = objective(65_536)
    first, again = (nll.draw(rows, Generator().manual_seed(5), PLAIN) for _ in range(2))
    assert first.equal(again)
    assert not first.equal(nll.draw(rows, Generator().manual_seed(6), PLAIN))
