"""The nats of a code that is predicted in two halves, and draws of both."""

# Q values of each half   D fine features   code = Q * coarse + fine
#
#   P(code) = P(coarse) P(fine | coarse)
#   P(coarse) = softmax(main.coarse)
#   P(fine | coarse) = softmax(W gelu(main.fine + e[coarse]) + b)
#
# Each factor sums to 1, so P does. A position costs 2 Q scores, never Q^2, but for draws that
# rank all codes.

from __future__ import annotations

from collections.abc import Mapping
from typing import final

import torch
from torch import Generator, Tensor, nn
from torch.nn import functional

from graphnet.build.protocols import Code, NotLowered, Sampling, Vector
from graphnet.plugin import NoOptions
from graphnet_basics.modules.drawing import draw_class
from graphnet_basics.modules.nats import nats_of
from graphnet_basics.modules.precision import widened

Record = Mapping[str, Tensor]
PLAIN = Sampling()


@final
class FactorisedNll(nn.Module):
    """`-log P(target)`, one number for each position; the sum of P over all codes is exactly 1.

    `coarse.weight` is e, `fine` is W and b.
    """

    def __init__(self, _options: NoOptions, sizes: Mapping[str, int]) -> None:
        super().__init__()
        self.Q = sizes["Q"]
        self.coarse = nn.Embedding(self.Q, sizes["d_fine"])
        self.fine = nn.Linear(sizes["d_fine"], self.Q)

    def forward(self, main: Record, target: Tensor) -> Tensor:
        """From fields `(..., Q)` and `(..., D)` and codes `(..., 1)` to nats `(...)`."""
        code = target.squeeze(-1)
        coarse, fine = code // self.Q, code % self.Q
        scores = self._fine_scores(main["fine"], coarse)
        return nats_of(main["coarse"], coarse) + nats_of(scores, fine)

    def draw(self, main: Record, generator: Generator, sampling: Sampling) -> Tensor:
        """One code `(B, 1)` for each row of fields `(B, Q)` and `(B, D)`.

        Plain draws take the coarse half, then the fine half given it. `sampling` that is not
        plain acts on the probabilities of all codes, as for a categorical model: the likeliest
        code need not begin with the likeliest coarse half, so that all `Q**2` are looked at.
        """
        if not sampling.is_plain:
            return draw_class(self._all(main), generator, sampling)
        coarse = draw_class(main["coarse"], generator, PLAIN)
        scores = self._fine_scores(main["fine"], coarse.squeeze(-1))
        return self.Q * coarse + draw_class(scores, generator, PLAIN)

    def lower_draw(
        self, code: Code, main: Mapping[str, Vector], sampling: Sampling
    ) -> Vector | NotLowered:
        """A plain draw as operations."""
        if not sampling.is_plain:
            return NotLowered(f"ranks all {self.Q**2} codes")
        coarse = code.draw_class(main["coarse"])
        features = code.add(main["fine"], code.gather(self.coarse.weight, coarse))
        fine = code.draw_class(code.affine(self.fine, code.activate("gelu", features)))
        return code.add(fine, coarse, by=self.Q)

    def _fine_scores(self, features: Tensor, coarse: Tensor) -> Tensor:
        """Scores `(..., Q)` of fine values, given coarse ones `(...)`."""
        mixed: Tensor = self.fine(functional.gelu(features + self.coarse(coarse)))
        return mixed

    def _all(self, main: Record) -> Tensor:
        """Log-probabilities `(B, Q**2)` of all codes."""
        every = torch.arange(self.Q, device=main["fine"].device)
        fine = widened(self._fine_scores(main["fine"].unsqueeze(-2), every)).log_softmax(dim=-1)
        coarse = widened(main["coarse"]).log_softmax(dim=-1)
        return (coarse.unsqueeze(-1) + fine).flatten(-2)
