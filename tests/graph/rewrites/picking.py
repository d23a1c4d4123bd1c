"""Implementations of the toy stages that select."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.nn import functional

Sizes = Mapping[str, int]


class Pick(nn.Module):
    """The first positions, zeros in place of those an example lacks."""

    def __init__(self, options: object, _sizes: Sizes) -> None:
        super().__init__()
        self.k = int(getattr(options, "k", 0))

    def forward(self, main: Tensor, lengths: Tensor | None = None) -> Tensor:
        kept = Blank(None, {})(main, lengths)[:, : max(1, self.k)]
        found: Tensor = kept if self.k else kept[:, 0]
        return found


class Pad(nn.Module):
    """The first positions, zeros behind where there are too few."""

    def __init__(self, options: object, _sizes: Sizes) -> None:
        super().__init__()
        self.k = int(getattr(options, "k", 0))

    def forward(self, main: Tensor) -> Tensor:
        return functional.pad(main, (0, 0, 0, self.k - main.shape[1]))


class Blank(nn.Module):
    """Zeros behind the end of each example."""

    def __init__(self, _options: object, _sizes: Sizes) -> None:
        super().__init__()

    def forward(self, main: Tensor, lengths: Tensor | None = None) -> Tensor:
        if lengths is None:
            return main
        is_past = torch.arange(main.shape[1]) >= lengths[:, None]
        return main.masked_fill(is_past[..., None], 0)


class LabelNats(nn.Module):
    """The nats of labels."""

    def __init__(self, _options: object, _sizes: Sizes) -> None:
        super().__init__()

    def forward(self, main: Tensor, target: Tensor) -> Tensor:
        return functional.cross_entropy(main, target, reduction="none")


class Energy(nn.Module):
    """One number of all positions that are kept."""

    def __init__(self, _options: object, _sizes: Sizes) -> None:
        super().__init__()

    def forward(self, main: Tensor, target: Tensor) -> Tensor:
        return (main + 1).square().sum((1, 2)) + target


class Shifted(nn.Module):
    """One more than it is given, of zeros too."""

    def __init__(self, _options: object, _sizes: Sizes) -> None:
        super().__init__()

    def forward(self, main: Tensor) -> Tensor:
        return main + 1
