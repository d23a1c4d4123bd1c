"""The parameters of a mixture of logistic distributions, from one linear map."""

# K components; the rows of the weight are logit_probs, then means, then log_scales

from __future__ import annotations

from collections.abc import Mapping
from typing import final

import torch
from torch import Tensor, nn
from torch.nn import functional

from graphnet.build.protocols import Code, State, Vector
from graphnet.plugin import NoOptions
from graphnet_basics.modules.precision import full_precision, widened

WEIGHT_STD = 0.1
LOG_SCALES = (-1.0, -0.5)  # where the bias of log_scales starts, drawn evenly


@final
class MixtureLogistic(nn.Module):
    """`weight @ features + bias`, cut into the three fields.

    It starts as the mixture head of the SaShiMi fork it is compared with: normal weights, biases
    0 but for those of the log-scales. Means need every digit of 16 bits, so that the map is
    computed in float32 at least, under autocast too.
    """

    def __init__(self, _options: NoOptions, sizes: Mapping[str, int]) -> None:
        super().__init__()
        H, K = sizes["H"], sizes["n_mixtures"]
        self.weight = nn.Parameter(torch.empty(3 * K, H))
        self.bias = nn.Parameter(torch.zeros(3 * K))
        nn.init.normal_(self.weight, std=WEIGHT_STD)
        with torch.no_grad():
            self.bias[2 * K :].uniform_(*LOG_SCALES)

    def forward(self, main: Tensor) -> Mapping[str, Tensor]:
        """From `(..., H)` to three fields `(..., K)`."""
        with full_precision(main.device):
            wide = widened(main)
            mixed = functional.linear(wide, self.weight.to(wide.dtype), self.bias.to(wide.dtype))
        logit_probs, means, log_scales = mixed.chunk(3, dim=-1)
        return {"logit_probs": logit_probs, "means": means, "log_scales": log_scales}

    def lower(self, code: Code, _state: State, main: Vector) -> Mapping[str, Vector]:
        """One item as operations."""
        mixed, K = code.affine(self, main), len(self.bias) // 3
        fields = ("logit_probs", "means", "log_scales")
        return {name: mixed.part(i * K, K) for i, name in enumerate(fields)}
