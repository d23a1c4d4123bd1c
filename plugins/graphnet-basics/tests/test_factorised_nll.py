"""Both halves of a code make one proper code length, learned and drawn together."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pytest
import torch
from torch import Generator, Tensor
from torch.autograd.graph import saved_tensors_hooks

from graphnet.build.protocols import Sampling
from graphnet.plugin import NoOptions
from graphnet_basics.modules.factorised_nll import FactorisedNll

Record = Mapping[str, Tensor]
DRAWS = 40_000


def objective(Q: int, D: int) -> FactorisedNll:
    torch.manual_seed(0)
    return FactorisedNll(NoOptions(), {"Q": Q, "d_fine": D})


def prediction(Q: int, D: int, scale: float = 1.0) -> dict[str, Tensor]:
    generator = Generator().manual_seed(1)
    coarse, fine = (torch.randn(n, generator=generator, dtype=torch.float64) for n in (Q, D))
    return {"coarse": scale * coarse, "fine": scale * fine}


def by_definition(nll: FactorisedNll, main: Record) -> Tensor:
    """The probability of every code, one number at a time."""
    e, W, b = (p.detach().double().tolist() for p in nll.parameters())
    Q = len(e)

    def shares(scores: list[float]) -> list[float]:
        weights = [math.exp(score - max(scores)) for score in scores]
        return [weight / sum(weights) for weight in weights]

    def gelu(x: float) -> float:
        return x * (1 + math.erf(x / math.sqrt(2))) / 2

    found: list[float] = []
    for c, coarse in enumerate(shares(main["coarse"].tolist())):
        features = main["fine"].tolist()
        mixed = [gelu(f + e_c) for f, e_c in zip(features, e[c], strict=True)]
        rows = [sum(w * m for w, m in zip(W[f], mixed, strict=True)) + b[f] for f in range(Q)]
        found += [coarse * fine for fine in shares(rows)]
    return torch.tensor(found, dtype=torch.float64)


def probabilities(nll: FactorisedNll, main: Record) -> Tensor:
    rows = {name: values.expand(nll.Q**2, -1) for name, values in main.items()}
    nats: Tensor = nll(rows, torch.arange(nll.Q**2)[:, None])
    return nats.detach().neg().exp()


@pytest.mark.parametrize("Q", [2, 5, 16])
@pytest.mark.parametrize("scale", [0.0, 1.0, 30.0])
def test_each_code_has_its_share_of_the_coarse_half_times_that_of_the_fine(
    Q: int, scale: float
) -> None:
    nll, main = objective(Q, 4).double(), prediction(Q, 4, scale)
    found = probabilities(nll, main)
    torch.testing.assert_close(found, by_definition(nll, main), rtol=1e-11, atol=1e-300)
    assert float(found.sum()) == pytest.approx(1.0, abs=1e-12)


def test_the_leading_digits_are_the_coarse_half() -> None:
    nll, main = objective(16, 4).double(), prediction(16, 4)
    by_half = probabilities(nll, main).view(16, 16).sum(1)
    torch.testing.assert_close(by_half, main["coarse"].softmax(0))


def test_half_precision_is_widened_before_it_is_summed() -> None:
    nll = objective(16, 8).bfloat16()
    rows = {name: values.bfloat16().expand(256, -1) for name, values in prediction(16, 8).items()}
    nats: Tensor = nll(rows, torch.arange(256)[:, None]).detach()
    assert nats.dtype == torch.float32
    assert float(nats.neg().exp().sum()) == pytest.approx(1.0, abs=1e-5)


def test_a_position_keeps_hundreds_of_numbers_and_never_all_codes() -> None:
    nll, positions = objective(256, 64), 512
    kept: dict[int, int] = {}

    def keep(values: Tensor) -> Tensor:
        kept[values.data_ptr()] = values.numel()
        return values

    main = {
        "coarse": torch.randn(2, positions // 2, 256, requires_grad=True),
        "fine": torch.randn(2, positions // 2, 64, requires_grad=True),
    }
    with saved_tensors_hooks(keep, lambda values: values):
        nll(main, torch.randint(65_536, (2, positions // 2, 1))).sum().backward()
    assert max(kept.values()) <= positions * 256
    assert sum(kept.values()) <= positions * (2 * 256 + 2 * 64 + 8) + 2 * 256 * 64


def test_gradients_are_right() -> None:
    nll = objective(4, 3).double()
    rows = [values.expand(6, -1).clone().requires_grad_() for values in prediction(4, 3).values()]
    target = torch.tensor([[0], [3], [7], [8], [14], [15]])

    def loss(coarse: Tensor, fine: Tensor, *_: Tensor) -> Tensor:
        nats: Tensor = nll({"coarse": coarse, "fine": fine}, target)
        return nats

    assert torch.autograd.gradcheck(loss, (*rows, *nll.parameters()))


def test_it_learns_how_the_fine_half_follows_the_coarse_one() -> None:
    """Nine times of ten the fine half is 3 c + 1 mod 16: no independent halves can know it."""
    Q, generator = 16, Generator().manual_seed(0)
    nll = objective(Q, 32)
    main = {"coarse": torch.zeros(Q), "fine": torch.zeros(32)}
    learned = [*nll.parameters(), *(values.requires_grad_() for values in main.values())]
    optimizer = torch.optim.AdamW(learned, lr=0.02, weight_decay=0.0)
    for _ in range(200):
        coarse = torch.randint(Q, (512, 1), generator=generator)
        noise = torch.randint(Q, (512, 1), generator=generator)
        is_noise = torch.rand((512, 1), generator=generator) < 0.1
        code = Q * coarse + torch.where(is_noise, noise, (3 * coarse + 1) % Q)
        rows = {name: values.expand(512, -1) for name, values in main.items()}
        optimizer.zero_grad()
        nll(rows, code).mean().backward()
        optimizer.step()
    likely = 0.9 + 0.1 / Q
    entropy = -likely * math.log2(likely) - 15 * (0.1 / Q) * math.log2(0.1 / Q)
    shares = torch.full((Q, Q), 0.1 / Q / Q, dtype=torch.float64)
    shares[torch.arange(Q), (3 * torch.arange(Q) + 1) % Q] = likely / Q
    bits = float(-(shares.flatten() * probabilities(nll, main).double().log2()).sum())
    assert 4 + entropy <= bits < 4 + entropy + 0.1 < 8 - 2


# --- drawing ---


def draws(nll: FactorisedNll, main: Record, sampling: Sampling) -> Tensor:
    """How often each code is drawn, as a fraction."""
    rows = {name: values.float().expand(DRAWS, -1) for name, values in main.items()}
    with torch.no_grad():
        drawn = nll.draw(rows, Generator().manual_seed(0), sampling)
    assert drawn.shape == (DRAWS, 1)
    assert drawn.dtype == torch.int64
    return torch.bincount(drawn.flatten(), minlength=nll.Q**2) / DRAWS


def test_draws_in_two_halves_follow_all_codes() -> None:
    nll, main = objective(4, 3), prediction(4, 3)
    expected = by_definition(nll, main).float()
    torch.testing.assert_close(draws(nll, main, Sampling()), expected, rtol=0, atol=0.01)


def test_temperature_and_the_likeliest_codes_mean_what_they_do_for_a_categorical_model() -> None:
    nll, main = objective(4, 3), prediction(4, 3, 2.0)
    exact = by_definition(nll, main).float()
    found = draws(nll, main, Sampling(temperature=2.0))
    torch.testing.assert_close(found, exact.sqrt() / exact.sqrt().sum(), rtol=0, atol=0.01)
    top = exact.topk(3)
    found = draws(nll, main, Sampling(top_k=3))
    assert set(found.nonzero().flatten().tolist()) == set(top.indices.tolist())
    torch.testing.assert_close(found[top.indices], top.values / top.values.sum(), rtol=0, atol=0.01)
    found = draws(nll, main, Sampling(top_p=0.5))
    needed = int((exact.sort(descending=True).values.cumsum(0) < 0.5).sum()) + 1
    assert int((found > 0).sum()) == needed


def test_the_likeliest_code_need_not_begin_with_the_likeliest_half() -> None:
    """Coarse 1 is likelier, yet its fine half is a toss between two and that of 0 is certain."""
    nll = FactorisedNll(NoOptions(), {"Q": 2, "d_fine": 1})
    with torch.no_grad():
        nll.coarse.weight.copy_(torch.tensor([[5.0], [-50.0]]))
        nll.fine.weight.copy_(torch.tensor([[0.0], [2.0]]))
        nll.fine.bias.zero_()
        main = {"coarse": torch.tensor([[0.45, 0.55]]).log(), "fine": torch.zeros(1, 1)}
        drawn = nll.draw(main, Generator(), Sampling(temperature=0.0))
    assert drawn.tolist() == [[1]]


def test_the_same_seed_draws_the_same_and_another_does_not() -> None:
    nll = objective(256, 64)
    rows = {name: values.float().expand(64, -1) for name, values in prediction(256, 64).items()}
    first, again = (nll.draw(rows, Generator().manual_seed(5), Sampling()) for _ in range(2))
    assert first.equal(again)
    assert not first.equal(nll.draw(rows, Generator().manual_seed(6), Sampling()))
