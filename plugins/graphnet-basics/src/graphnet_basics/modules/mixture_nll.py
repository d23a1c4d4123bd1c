"""The nats a discretised mixture of logistics spends on each code, and draws from it."""

# n codes   K components   code t is the bin [2t/n - 1, 2(t+1)/n - 1) of [-1, 1); the first and the
# last bin reach to minus and plus infinity
#
#   P(t) = sum over k of w_k (F((high - mean_k) / scale_k) - F((low - mean_k) / scale_k))
#
# with F the logistic function and w the softmax of the logits. With a and b the two arguments,
#
#   log (F(b) - F(a)) = log F(b) + log F(-a) + log (1 - e^(a - b))
#
# where no small difference of large numbers is left: b - a = 2 / (n scale) is known by itself.

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import final

import torch
from torch import Generator, Tensor, nn
from torch.nn import functional

from graphnet.build.protocols import Code, NotLowered, Sampling, Vector
from graphnet_basics.declarations.mixture_nll import MixtureNllOptions
from graphnet_basics.modules.drawing import draw_class, drawn_evenly
from graphnet_basics.modules.precision import widened

Record = Mapping[str, Tensor]
SMALL = 0.1  # below it the series of `log_one_minus_exp` is exact to float64


@final
class MixtureNll(nn.Module):
    """`-log P(target)`, one number for each position; the sum of P over all codes is exactly 1.

    Defects of the published mixture loss this one is compared with are left out. Its bins are 2/n
    apart and 1/(n-1) wide, but a component with 1e-5 of a bin or less counts as twice as wide:
    its "probabilities" sum to 0.50 at 8 bits, at 16 to anything from 0.53 to 1.00, where its cost
    jumps by a bit between neighbouring codes. Its bins lie half a bin lower, around 2t/n - 1, and
    its draws another half; here bin t is the stretch of [-1, 1) that a linear quantiser calls t.

    A lower clamp s of the scales puts three floors under the cost, whatever the data allow; for
    the published s = e^-3 at 16 bits they are

    - interior: log2(4 s / bin), what the best prediction of an inner code costs: 12.67 bits
    - published interior: the same with its bin of half the width: 13.67 bits
    - entropy: log2(s e^2 / bin), what codes drawn from the narrowest component cost: 13.56 bits

    Here `floor_bits` bounds the first, exactly -log2 tanh(bin / (4 s)), and is checked against
    the number of codes before anything runs.
    """

    def __init__(self, options: MixtureNllOptions, sizes: Mapping[str, int]) -> None:
        super().__init__()
        self.n = sizes["n"]
        self.log_scale_min = options.log_scale_min

    def forward(self, main: Record, target: Tensor) -> Tensor:
        """From fields `(..., K)` and codes `(..., 1)` to nats `(...)`."""
        return -self.log_probability(main, target)

    def log_probability(self, main: Record, target: Tensor) -> Tensor:
        """`log P` of codes `(..., 1)`, in float32 at least."""
        means, log_scales = widened(main["means"]), self._log_scales(main)
        from_mean = self._from(means, target)
        per_scale = torch.exp(-log_scales)
        low = functional.logsigmoid((1 / self.n - from_mean) * per_scale)  # log F(-a)
        high = functional.logsigmoid((1 / self.n + from_mean) * per_scale)  # log F(b)
        between = log_one_minus_exp(math.log(2 / self.n) - log_scales)
        is_first, is_last = target == 0, target == self.n - 1
        nothing = torch.zeros_like(between)
        held = (
            torch.where(is_first, nothing, low)
            + torch.where(is_last, nothing, high)
            + torch.where(is_first | is_last, nothing, between)
        )
        weights = widened(main["logit_probs"]).log_softmax(dim=-1)
        return torch.logsumexp(weights + held, dim=-1)

    def draw(self, main: Record, generator: Generator, sampling: Sampling) -> Tensor:
        """One code `(B, 1)` for each row of fields `(B, K)`.

        Plain draws find the code by bisection of the distribution function, in float64: exact,
        and without a look at all codes. `sampling` that is not plain acts on the probabilities of
        all `n` codes, as for a categorical model, which takes `n K` shares for each row.
        """
        if sampling.is_plain:
            return self._inverted(main, generator)
        every = torch.arange(self.n, device=main["means"].device)[:, None]
        rows = {name: values.unsqueeze(1) for name, values in main.items()}
        return draw_class(self.log_probability(rows, every), generator, sampling)

    def lower_draw(
        self, code: Code, main: Mapping[str, Vector], sampling: Sampling
    ) -> Vector | NotLowered:
        """A plain draw as operations."""
        if not sampling.is_plain:
            return NotLowered(f"ranks all {self.n} codes")
        logits, means, log_scales = (main[name] for name in ("logit_probs", "means", "log_scales"))
        return code.draw_mixture(logits, means, log_scales, self.n, self.log_scale_min)

    def _inverted(self, main: Record, generator: Generator) -> Tensor:
        """The first code whose share of the distribution, with all before it, exceeds a draw."""
        weights = main["logit_probs"].double().softmax(dim=-1)
        means, per_scale = main["means"].double(), torch.exp(-self._log_scales(main).double())
        if not bool((weights.isfinite() & means.isfinite() & ~per_scale.isnan()).all()):
            raise RuntimeError("nothing can be drawn: the network predicts `inf` or `nan`")
        shape = (*means.shape[:-1], 1)
        draw = drawn_evenly(means[..., :1], generator)
        low = torch.zeros(shape, dtype=torch.int64, device=means.device)
        high = torch.full_like(low, self.n - 1)
        for _ in range((self.n - 1).bit_length()):
            middle = (low + high) // 2
            end = (2 * (middle + 1)).double() / self.n - 1
            share = (weights * torch.sigmoid((end - means) * per_scale)).sum(-1, keepdim=True)
            is_beyond = share <= draw
            low, high = (
                torch.where(is_beyond, middle + 1, low),
                torch.where(is_beyond, high, middle),
            )
        return low.clamp_max(self.n - 1)

    def _log_scales(self, main: Record) -> Tensor:
        return widened(main["log_scales"]).clamp_min(self.log_scale_min)

    def _from(self, means: Tensor, target: Tensor) -> Tensor:
        """How far the middle of a code's bin lies above each mean, to the last digit.

        What rounding takes from the middle is added again once the mean is gone.
        """
        middle = (2 * target + 1).double() / self.n - 1
        rounded = middle.to(means.dtype)
        return (rounded - means) + (middle - rounded).to(means.dtype)


def log_one_minus_exp(log_width: Tensor) -> Tensor:
    """`log (1 - e^(-w))` of `w = e^log_width > 0`, exact and with exact gradients for any w.

    Small w take the series `log w - w/2 + w^2/24 - w^4/2880 + w^6/181440`, in which `log w` is
    what was given.
    """
    w = log_width.exp()
    small = w.clamp_max(SMALL)
    square = small.square()
    rest = square * (1 / 24 + square * (-1 / 2880 + square / 181440))
    series = log_width - small / 2 + rest
    return torch.where(w < SMALL, series, torch.log(-torch.expm1(-w.clamp_min(SMALL))))
