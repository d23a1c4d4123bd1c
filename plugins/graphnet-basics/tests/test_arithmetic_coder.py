"""An arithmetic coder spends the bits that each likelihood reports, and decodes every value.

Predictions differ from position to position and values are drawn from them. The coder never sees
the modules: its tables come from the predictions by formulas of their own, in float64. Tables hold
256 shares at most, because 24 bits of fixed point cannot tell 65,536 apart: a value of 16 bits is
coded as its high byte, then its low byte given that.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping

import numpy as np
import pytest
import torch
from attrs import frozen
from constriction import stream
from numpy.typing import NDArray
from torch import Generator, Tensor, nn

from graphnet.build.protocols import Sampling
from graphnet.plugin import NoOptions
from graphnet_basics.declarations.cross_entropy import CrossEntropyOptions
from graphnet_basics.declarations.mixture_nll import MixtureNllOptions
from graphnet_basics.modules.cross_entropy import CrossEntropy
from graphnet_basics.modules.factorised_nll import FactorisedNll
from graphnet_basics.modules.mixture_nll import MixtureNll

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]
Tables = Callable[[Ints], Floats]
"""Shares of a digit's values, one row for each position, given the digit before."""

MILLION = 1_000_000
ROWS = 16_384
PLAIN = Sampling()
SHARES = stream.model.Categorical(perfect=False)


@frozen
class Block:
    """Values in digits, what the likelihood says they cost, and the tables of each digit."""

    digits: tuple[Ints, ...]
    nats: float
    tables: tuple[Tables, ...]


def coded_bits(block: Block) -> int:
    """What a coder spends on a block in a stream of its own; decoding gives its values back."""
    encoder = stream.queue.RangeEncoder()
    before = np.zeros_like(block.digits[0])
    shares: list[Floats] = []
    for digit, tables in zip(block.digits, block.tables, strict=True):
        shares.append(tables(before))
        encoder.encode(digit, SHARES, shares[-1])
        before = digit
    words = encoder.get_compressed()
    decoder = stream.queue.RangeDecoder(words)
    for digit, known in zip(block.digits, shares, strict=True):
        assert np.array_equal(decoder.decode(SHARES, known), digit)
    return 32 * len(words)


def split(codes: Tensor, radix: int, digits: int) -> tuple[Ints, ...]:
    """Codes as one or two digits, the leading one first."""
    values = codes.flatten().numpy().astype(np.int32)
    return (values,) if digits == 1 else (values // radix, values % radix)


def spent(objective: nn.Module, main: object, codes: Tensor) -> float:
    with torch.no_grad():
        return float(objective(main, codes).double().sum())


def softmax(scores: Floats) -> Floats:
    weights = np.exp(scores - scores.max(-1, keepdims=True))
    return np.asarray(weights / weights.sum(-1, keepdims=True))


# --- categorical ---


def categorical_8(generator: Generator) -> Iterator[Block]:
    objective = CrossEntropy(CrossEntropyOptions(), {})
    while True:
        main = 2 * torch.randn(ROWS, 256, generator=generator)
        codes = objective.draw(main, generator, PLAIN)

        def only(_: Ints, main: Tensor = main) -> Floats:
            return softmax(main.double().numpy())

        yield Block(split(codes, 256, 1), spent(objective, main, codes), (only,))


def categorical_16(generator: Generator) -> Iterator[Block]:
    """64 predictions of 65,536 scores take turns."""
    objective = CrossEntropy(CrossEntropyOptions(), {})
    main = torch.randn(64, 65_536, generator=generator)
    shares = softmax(main.double().numpy())
    ends, by_byte = shares.cumsum(1), shares.reshape(64, 256, 256)
    of_high, turns = by_byte.sum(2), np.tile(np.arange(64), 160)
    while True:
        draws = torch.rand(160, 64, generator=generator, dtype=torch.float64).numpy()
        rows = [np.searchsorted(row, draw) for row, draw in zip(ends, draws.T, strict=True)]
        codes = torch.tensor(np.stack(rows, 1).clip(0, 65_535))
        cost = sum(spent(objective, main, turn[:, None]) for turn in codes)
        tables = (lambda _: of_high[turns], lambda high: by_byte[turns, high])
        yield Block(split(codes, 256, 2), cost, tables)


# --- mixtures ---


def below(main: Mapping[str, Tensor], codes: NDArray[np.int64], n: int) -> Floats:
    """The share of all codes under each of some codes `(B, E)`."""
    logits, means, log_scales = (
        main[name].double().numpy()[:, None] for name in ("logit_probs", "means", "log_scales")
    )
    arguments = (2 * codes[..., None] / n - 1 - means) * np.exp(-log_scales)
    held = (softmax(logits) / (1 + np.exp(-arguments.clip(-700, 700)))).sum(-1)
    return np.asarray(np.where(codes <= 0, 0, np.where(codes >= n, 1, held)))


def mixture(n: int, narrowest: float, generator: Generator) -> Iterator[Block]:
    objective = MixtureNll(MixtureNllOptions(), {"n": n})
    starts = np.arange(257)[None]
    while True:
        logits, means, scales = (torch.rand(ROWS, 2, generator=generator) for _ in range(3))
        main = {
            "logit_probs": 4 * logits,
            "means": 2.2 * means - 1.1,
            "log_scales": narrowest + 5 * scales,
        }
        codes = objective.draw(main, generator, PLAIN)

        def high(_: Ints, main: Mapping[str, Tensor] = main) -> Floats:
            return np.diff(below(main, np.repeat(starts, ROWS, 0) * (n // 256), n))

        def low(high: Ints, main: Mapping[str, Tensor] = main) -> Floats:
            return np.diff(below(main, 256 * high[:, None].astype(np.int64) + starts, n))

        digits = 1 if n == 256 else 2
        cost = spent(objective, main, codes)
        yield Block(split(codes, 256, digits), cost, (high, low)[:digits])


# --- factorised ---


def factorised(Q: int, generator: Generator) -> Iterator[Block]:
    torch.manual_seed(0)
    objective = FactorisedNll(NoOptions(), {"Q": Q, "d_fine": 16})
    with torch.no_grad():
        objective.fine.weight.mul_(8)
    e, W, b = (p.detach().double().numpy() for p in objective.parameters())
    while True:
        main = {
            "coarse": 2 * torch.randn(ROWS, Q, generator=generator),
            "fine": torch.randn(ROWS, 16, generator=generator),
        }
        with torch.no_grad():
            codes = objective.draw(main, generator, PLAIN)

        def coarse(_: Ints, main: Mapping[str, Tensor] = main) -> Floats:
            return softmax(main["coarse"].double().numpy())

        def fine(coarse: Ints, main: Mapping[str, Tensor] = main) -> Floats:
            x = torch.tensor(main["fine"].double().numpy() + e[coarse])
            features = (x * (1 + torch.erf(x / math.sqrt(2))) / 2).numpy()
            return softmax(features @ W.T + b)

        yield Block(split(codes, Q, 2), spent(objective, main, codes), (coarse, fine))


HEADS: Mapping[str, Callable[[Generator], Iterator[Block]]] = {
    "categorical, 8 bits": categorical_8,
    "categorical, 16 bits": categorical_16,
    "mixture, 8 bits": lambda generator: mixture(256, -5.0, generator),
    "mixture, 16 bits": lambda generator: mixture(65_536, -9.0, generator),
    "factorised, 8 bits": lambda generator: factorised(16, generator),
    "factorised, 16 bits": lambda generator: factorised(256, generator),
}


@pytest.mark.parametrize("head", HEADS)
def test_a_coder_spends_what_the_likelihood_reports(head: str) -> None:
    reported, coded = 0.0, 0
    for block in HEADS[head](Generator().manual_seed(0)):
        reported += block.nats / math.log(2)
        coded += coded_bits(block)
        if reported >= MILLION:
            break
    assert coded == pytest.approx(reported, rel=1e-3)
