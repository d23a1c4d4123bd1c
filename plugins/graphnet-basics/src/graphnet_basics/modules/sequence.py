"""Which positions of a sequence answer the task."""

# B batch   L positions   C channels of whatever is given   k positions kept
# lengths (B): how many positions of each example are real; the rest, at the end, is padding

from __future__ import annotations

from collections.abc import Mapping
from typing import final

import torch
from torch import Tensor, nn

from graphnet_basics.declarations.sequence import SequenceOptions


@final
class Sequence(nn.Module):
    """Every position; or the last or first k; or the last k running means or sums.

    With k = 0 one position is kept and loses its time axis. Two modes differ on purpose from the
    code that `last`, `first`, `pool` and `sum` come from: there `pool` divides by a row of
    counts that lies along the channels (an error, or another result where there are k channels),
    and without k every mode but `pool` keeps the whole sequence.
    """

    def __init__(self, options: SequenceOptions, _sizes: Mapping[str, int]) -> None:
        super().__init__()
        self.mode = options.mode
        self.k = options.kept

    def forward(self, main: Tensor, lengths: Tensor | None = None) -> Tensor:
        """From `(B, L, C)` to `(B, L, C)`, `(B, k, C)` or `(B, C)`."""
        if self.mode == "full":
            return main
        count = max(1, self.k)
        kept = main[:, :count] if self.mode == "first" else self._last(main, lengths, count)
        return kept if self.k else kept[:, 0]

    def _last(self, main: Tensor, lengths: Tensor | None, count: int) -> Tensor:
        """The last positions, or running sums or means, of what is no padding: `(B, count, C)`."""
        if self.mode == "last":
            return _take(main, _places(main, lengths, count))
        places = _places(main, lengths, count)
        sums = _running_sums(main, places)
        return sums if self.mode == "sum" else sums / (places + 1).unsqueeze(-1)


def _places(main: Tensor, lengths: Tensor | None, count: int) -> Tensor:
    """Where the last `count` positions of each example stand: `(B, count)`."""
    B, L = main.shape[:2]
    back = torch.arange(-count, 0, device=main.device)
    ends = torch.full((B,), L, device=main.device) if lengths is None else lengths
    return ends.unsqueeze(-1) + back


def _take(main: Tensor, places: Tensor) -> Tensor:
    index = places.unsqueeze(-1).expand(*places.shape, main.shape[-1])
    return main.gather(1, index)


def _running_sums(main: Tensor, places: Tensor) -> Tensor:
    """The sum of all positions up to each place: one sum, then what each place adds to it.

    Padding is replaced by zeros, not multiplied: it may hold anything.
    """
    first = places[:, :1]
    is_before = torch.arange(main.shape[1], device=main.device) <= first
    total = main.masked_fill(~is_before.unsqueeze(-1), 0).sum(dim=1, keepdim=True)
    if places.shape[1] == 1:
        return total
    return torch.cat((total, total + _take(main, places[:, 1:]).cumsum(dim=1)), dim=1)
