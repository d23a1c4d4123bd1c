"""Which positions of a sequence answer the task."""

from __future__ import annotations

from collections.abc import Mapping
from typing import final

from torch import Tensor, nn

from graphnet_basics.declarations.sequence import SequenceOptions


@final
class Sequence(nn.Module):
    """Every position, the last one without its time axis, or the last few."""

    def __init__(self, options: SequenceOptions, _sizes: Mapping[str, int]) -> None:
        super().__init__()
        self.options = options

    def forward(self, main: Tensor) -> Tensor:
        """From `(B, L, C)` to `(B, L, C)`, `(B, C)` or `(B, k, C)`."""
        if self.options.mode == "full":
            return main
        if self.options.kept == 0:
            return main[:, -1]
        return main[:, -self.options.kept :]
