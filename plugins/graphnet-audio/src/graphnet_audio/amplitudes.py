"""Linear codes as numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import final

import torch
from torch import Tensor, nn

from graphnet.plugin import NoOptions


@final
class Amplitudes(nn.Module):
    """The centre of the bin of each code, whatever their shape: (2q + 1) / n - 1."""

    unit: Tensor

    def __init__(self, _options: NoOptions, sizes: Mapping[str, int]) -> None:
        super().__init__()
        self.n = sizes["n"]
        self.register_buffer("unit", torch.tensor(1 / self.n), persistent=False)  # its dtype tells

    def forward(self, main: Tensor) -> Tensor:
        """Codes in [0, n) to numbers between -1 and 1; the odd numerator is exact up to 2**24."""
        return (2 * main + 1 - self.n).to(self.unit.dtype) * self.unit
