"""Every likelihood is an exact code length: each value against float64, and all of them sum to 1.

The truths are written in other formulas than the modules: a bin of a logistic is
sinh((b - a) / 2) / (2 cosh(a / 2) cosh(b / 2)), checked in turn in 60 decimal digits.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from decimal import Decimal, localcontext

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Generator, Tensor, nn

from graphnet.plugin import NoOptions
from graphnet_basics.declarations.cross_entropy import CrossEntropyOptions
from graphnet_basics.declarations.mixture_nll import MixtureNllOptions
from graphnet_basics.modules.cross_entropy import CrossEntropy
from graphnet_basics.modules.factorised_nll import FactorisedNll
from graphnet_basics.modules.mixture_nll import MixtureNll

Main = Tensor | Mapping[str, Tensor]
Floats = NDArray[np.float64]
DTYPES = (torch.float32, torch.float64)
AT_ONCE = {True: 8, False: 1 << 16}  # rows of 65,536 scores lie in a cache, or those of a record
TOLERANCE = {torch.float32: 3e-6, torch.float64: 2e-13}
OTHERWISE = {torch.float32: 3e-6, torch.float64: 1e-9}
"""How far nats may be off, relative to 1 + |nats|; for 2**bits values, and for others."""


def nats_of_all(objective: nn.Module, main: Main, n: int) -> Tensor:
    """What each of n values costs under one prediction, in the prediction's dtype."""
    found: list[Tensor] = []
    with torch.no_grad():
        for codes in torch.split(torch.arange(n)[:, None], AT_ONCE[isinstance(main, Tensor)]):
            rows: Main
            match main:
                case Tensor():
                    rows = main.expand(len(codes), -1)
                case _:
                    rows = {name: v.expand(len(codes), -1) for name, v in main.items()}
            found.append(objective(rows, codes))
    return torch.cat(found)


def check(found: Tensor, truth: Floats) -> None:
    """Each value's nats, and the sum of all probabilities.

    Edges of bins that are no binary fractions are known to 1e-16 only, and clamped scales are 1e-6.
    """
    gap = np.abs(found.double().numpy() - truth) / (1 + np.abs(truth))
    is_binary = len(found).bit_count() == 1
    assert gap.max() < (TOLERANCE[found.dtype] if is_binary else OTHERWISE[found.dtype])
    assert float(found.double().neg().exp().sum()) == pytest.approx(1.0, abs=1e-4)


# --- mixtures of logistics ---

SCALES = (-40.0, -14.0, -10.4, -7.0, -3.0, 0.0, 3.0, 8.0, 60.0)
MEANS = (-1e4, -30.0, -1.0, -0.99997, 0.1234, 0.5, 1.0, 2.0, 1e4)
FIELDS = ("logit_probs", "means", "log_scales")


def one_component(mean: float, log_scale: float) -> dict[str, Tensor]:
    return {
        name: torch.tensor([value], dtype=torch.float64)
        for name, value in zip(FIELDS, (0.0, mean, log_scale), strict=True)
    }


def ten_components(seed: int) -> dict[str, Tensor]:
    """Means within and beyond [-1, 1], weights and scales of many orders of magnitude."""
    generator = Generator().manual_seed(seed)
    logits, means, scales = (
        torch.randn(10, generator=generator, dtype=torch.float64) for _ in range(3)
    )
    return dict(zip(FIELDS, (5 * logits, means, 4 * scales - 5), strict=True))


def log_cosh(x: Floats) -> Floats:
    return np.asarray(np.abs(x) + np.log1p(np.exp(-2 * np.abs(x))) - np.log(2))


def log_sinh(y: Floats) -> Floats:
    with np.errstate(over="ignore", divide="ignore"):
        far = y - np.log(2) + np.log1p(-np.exp(-2 * y))
        return np.asarray(np.where(y < 1, np.log(np.sinh(np.minimum(y, 1))), far))


def mixture_nats(main: Mapping[str, Tensor], n: int, clamp: float) -> Floats:
    """What each code costs, from differences of the distribution function as products."""
    logits, means, log_scales = (main[name].double().numpy() for name in FIELDS)
    scale = np.exp(np.maximum(log_scales, clamp))
    edges = (2 * np.arange(1, n)[:, None] / n - 1 - means) / scale
    low, high = edges[:-1], edges[1:]
    within = log_sinh(1 / (n * scale)) - np.log(2) - log_cosh(low / 2) - log_cosh(high / 2)
    outside = np.exp(-np.logaddexp(0, -low)) + np.exp(-np.logaddexp(0, high))
    is_most = outside < 0.5  # then what lies outside says it more exactly
    inner = np.where(is_most, np.log1p(-np.where(is_most, outside, 0)), within)
    first, last = -np.logaddexp(0, -edges[:1]), -np.logaddexp(0, edges[-1:])
    shares = np.concatenate([first, inner, last]) + logits
    return np.asarray(np.logaddexp.reduce(logits) - np.logaddexp.reduce(shares, axis=1))


MIXTURES = {
    **{f"mean {m}, log-scale {s}": one_component(m, s) for m in MEANS for s in SCALES},
    **{f"ten components, seed {seed}": ten_components(seed) for seed in range(6)},
}


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("n", [2**8, 1000, 2**16])
@pytest.mark.parametrize("case", MIXTURES)
def test_a_mixture_gives_each_code_its_bin_and_all_of_them_one(
    case: str, n: int, dtype: torch.dtype
) -> None:
    main = {name: values.to(dtype) for name, values in MIXTURES[case].items()}
    options = MixtureNllOptions()
    found = nats_of_all(MixtureNll(options, {"n": n}), main, n)
    assert found.dtype == dtype
    check(found, mixture_nats(main, n, options.log_scale_min))


@pytest.mark.parametrize("clamp", [-30.0, -20.0, -14.0, -7.0, -3.0, 0.0])
@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_a_mixture_is_as_exact_at_every_clamp(clamp: float, dtype: torch.dtype) -> None:
    for mean, bits in itertools.product((-1.0, 0.1234, 3.0), (8, 16)):
        main = {name: values.to(dtype) for name, values in one_component(mean, -35.0).items()}
        objective = MixtureNll(MixtureNllOptions(log_scale_min=clamp), {"n": 2**bits})
        check(nats_of_all(objective, main, 2**bits), mixture_nats(main, 2**bits, clamp))


def in_decimals(main: Mapping[str, Tensor], code: int, n: int) -> float:
    """What a code costs, in 60 digits."""
    with localcontext() as context:
        context.prec = 60
        context.Emin, context.Emax = -(10**12), 10**12
        clamped = {**main, "log_scales": main["log_scales"].clamp_min(-14)}
        rows = zip(*(map(Decimal, clamped[name].tolist()) for name in FIELDS), strict=True)
        total = weight = Decimal(0)
        for logit, mean, log_scale in rows:
            ends = (Decimal(2 * at) / n - 1 for at in (code, code + 1))
            low, high = (1 / (1 + (-(x - mean) / log_scale.exp()).exp()) for x in ends)
            share = (1 if code == n - 1 else high) - (0 if code == 0 else low)
            total += logit.exp() * share
            weight += logit.exp()
        return float(-(total / weight).ln())


@pytest.mark.parametrize("case", [c for c in MIXTURES if "e4" not in c and "000" not in c])
def test_the_truth_about_mixtures_holds_in_sixty_digits(case: str) -> None:
    main, n = MIXTURES[case], 65_536
    truth = mixture_nats(main, n, -14.0)
    for code in (0, 1, 20_000, 36_812, n - 2, n - 1):
        if truth[code] < 100:  # a few dozen digits tell such a bin from nothing
            assert truth[code] == pytest.approx(in_decimals(main, code, n), rel=1e-9, abs=1e-9)


# --- categorical ---

SCORES: Mapping[str, Callable[[Tensor], Tensor]] = {
    "flat": lambda noise: 0 * noise,
    "usual": lambda noise: noise,
    "extreme": lambda noise: 1000 * noise,
    "far from zero": lambda noise: noise - 10_000,
    "one decides": lambda noise: noise - 200 * (torch.arange(len(noise)) != 77),
}


def scores(case: str, n: int, dtype: torch.dtype) -> Tensor:
    noise = torch.randn(n, generator=Generator().manual_seed(3), dtype=torch.float64)
    return SCORES[case](noise).to(dtype)


def categorical_nats(main: Tensor) -> Floats:
    values: Floats = main.double().numpy()
    below = values - values.max()
    return np.asarray(np.log(np.exp(below).sum()) - below)


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("case", SCORES)
def test_a_categorical_gives_each_of_256_values_its_share(case: str, dtype: torch.dtype) -> None:
    main = scores(case, 256, dtype)
    check(nats_of_all(CrossEntropy(CrossEntropyOptions(), {}), main, 256), categorical_nats(main))


def test_a_categorical_gives_each_of_65_536_values_its_share() -> None:
    """All of them under one prediction: 2**32 scores are read."""
    main = scores("usual", 65_536, torch.float32)
    found = nats_of_all(CrossEntropy(CrossEntropyOptions(), {}), main, 65_536)
    check(found, categorical_nats(main))


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_the_likeliest_of_65_536_values_share_all_but_a_millionth(dtype: torch.dtype) -> None:
    """An extreme prediction: what is left out cannot come to more than that."""
    main = 20 * scores("usual", 65_536, dtype) - 100
    truth = categorical_nats(main)
    order = np.argsort(truth)
    held = np.exp(-truth[order]).cumsum()
    codes = order[: 1 + int((held < 1 - 1e-6).sum())]
    rows, targets = main.expand(len(codes), -1), torch.tensor(codes)[:, None]
    found = CrossEntropy(CrossEntropyOptions(), {})(rows, targets).double().numpy()
    assert np.exp(-found).sum() == pytest.approx(1, abs=1e-4)
    assert (np.abs(found - truth[codes]) / (1 + truth[codes])).max() < TOLERANCE[dtype]


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("case", SCORES)
def test_values_of_sixteen_bits_cost_what_they_should(case: str, dtype: torch.dtype) -> None:
    """The likeliest, the least likely and others of each extreme; all of one are summed above."""
    main = scores(case, 65_536, dtype)
    truth = categorical_nats(main)
    codes = np.concatenate([np.argsort(truth)[:16], np.argsort(truth)[-4:], [0, 77, 65_535]])
    rows = main.expand(len(codes), -1)
    found = CrossEntropy(CrossEntropyOptions(), {})(rows, torch.tensor(codes)[:, None])
    gap = np.abs(found.double().numpy() - truth[codes]) / (1 + truth[codes])
    assert gap.max() < TOLERANCE[dtype]


# --- factorised ---


def factorised_nats(nll: FactorisedNll, main: Mapping[str, Tensor]) -> Floats:
    """What each code costs, coarse half by coarse half."""
    e, W, b = (p.detach().double() for p in nll.parameters())
    scores = torch.nn.functional.gelu(main["fine"].double() + e) @ W.T + b
    fine = scores - scores.logsumexp(1, keepdim=True)
    coarse = main["coarse"].double()
    return np.asarray((coarse.logsumexp(0) - coarse[:, None] - fine).flatten().numpy())


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("bits", [8, 16])
@pytest.mark.parametrize("scale", [0.0, 1.0, 30.0, 1000.0])
def test_a_factorised_code_costs_both_halves(scale: float, bits: int, dtype: torch.dtype) -> None:
    torch.manual_seed(4)
    Q = 2 ** (bits // 2)
    nll = FactorisedNll(NoOptions(), {"Q": Q, "d_fine": 16}).to(dtype)
    main = {
        "coarse": (scale * torch.randn(Q, dtype=torch.float64)).to(dtype),
        "fine": (scale * torch.randn(16, dtype=torch.float64)).to(dtype),
    }
    check(nats_of_all(nll, main, 2**bits), factorised_nats(nll, main))


# --- gradients ---


def extremes(n: int, dtype: torch.dtype) -> list[tuple[nn.Module, Main]]:
    """Objectives of all kinds, each with predictions at their ends."""
    Q = int(n**0.5)
    halves = {"coarse": 1e4 * torch.randn(Q), "fine": 1e4 * torch.randn(8)}
    return [
        (MixtureNll(MixtureNllOptions(), {"n": n}), {k: v.to(dtype) for k, v in each.items()})
        for each in MIXTURES.values()
    ] + [
        (CrossEntropy(CrossEntropyOptions(), {}), scores("extreme", n, dtype)),
        (
            FactorisedNll(NoOptions(), {"Q": Q, "d_fine": 8}).to(dtype),
            {name: values.to(dtype) for name, values in halves.items()},
        ),
    ]


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("n", [256, 65_536])
def test_gradients_are_numbers_at_every_extreme(n: int, dtype: torch.dtype) -> None:
    torch.manual_seed(5)
    target = torch.tensor([[0], [1], [n // 2], [n - 2], [n - 1]])
    for objective, main in extremes(n, dtype):
        fields = {"main": main} if isinstance(main, Tensor) else main
        rows = {name: v.expand(5, -1).clone().requires_grad_() for name, v in fields.items()}
        objective(rows["main"] if isinstance(main, Tensor) else rows, target).sum().backward()
        learned = (*rows.values(), *objective.parameters())
        assert all(v.grad is not None and bool(v.grad.isfinite().all()) for v in learned)
