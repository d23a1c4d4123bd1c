"""Which positions of a sequence answer the task."""

# B batch   L positions   C channels of whatever is given   k positions kept
# lengths (B): how many positions of each example are real; the rest, at the end, is padding

from __future__ import annotations

from collections.abc import Mapping
from typing import final

import torch
from torch import Tensor, nn

from graphnet.build.protocols import Code, NotLowered, State, Vector
from graphnet_basics.declarations.sequence import SequenceOptions


@final
class Sequence(nn.Module):
    """Every position; or the last or first k; or the last k running means or sums.

    With k = 0 one position is kept and loses its time axis. What the code that these modes come
    from gets wrong is right here. There `pool` divides by a row of counts that lies along the
    channels: an error, or another result where there are k channels. Examples of unequal lengths
    are an error wherever all positions, or more than the shortest has, are asked for; here zeros
    stand behind the end of each. `ragged` there cuts a batch to its longest example and leaves
    what stands behind the shorter ones as it is.
    """

    def __init__(self, options: SequenceOptions, _sizes: Mapping[str, int]) -> None:
        super().__init__()
        self.mode = options.mode
        self.is_untouched = options.is_untouched
        self.is_along = options.is_along
        self.k = options.kept

    def forward(self, main: Tensor, lengths: Tensor | None = None) -> Tensor:
        """From `(B, L, C)` to `(B, L, C)`, `(B, k, C)` or `(B, C)`."""
        if self.is_untouched:
            return main
        if self.is_along:
            return self._summed_up(_without_padding(main, lengths))
        kept = self._kept(main, lengths, max(1, self.k))
        return kept if self.k else kept[:, 0]

    def lower(self, _code: Code, _state: State, main: Vector) -> Vector | NotLowered:
        """Every position is itself."""
        return main if self.is_untouched else NotLowered("picks or sums up positions")

    def _summed_up(self, main: Tensor) -> Tensor:
        """Every position, or the sum or mean up to it."""
        if self.mode == "ragged":
            return main
        sums = main.cumsum(dim=1)
        counts = torch.arange(1, main.shape[1] + 1, device=main.device).unsqueeze(-1)
        return sums if self.mode == "sum" else sums / counts

    def _kept(self, main: Tensor, lengths: Tensor | None, count: int) -> Tensor:
        """A few positions, or running sums or means, of what is no padding: `(B, count, C)`."""
        if self.mode == "first":
            return _without_padding(main[:, :count], lengths)
        places = _places(main, lengths, count)
        if self.mode == "last":
            return _without_padding(_take(main, places), lengths)
        sums = _running_sums(_without_padding(main, lengths), places)
        kept = sums if self.mode == "sum" else sums / (places + 1).unsqueeze(-1)
        return _without_padding(kept, lengths)


def _without_padding(main: Tensor, lengths: Tensor | None) -> Tensor:
    """Zeros behind the end of each example: put there, not multiplied, as padding may be NaN."""
    if lengths is None:
        return main
    is_past = torch.arange(main.shape[1], device=main.device) >= lengths.unsqueeze(-1)
    return main.masked_fill(is_past.unsqueeze(-1), 0)


def _places(main: Tensor, lengths: Tensor | None, count: int) -> Tensor:
    """Where the last `count` positions of each example stand, `(B, count)`.

    Those of an example that has fewer begin with its first, and run on into padding.
    """
    B, L = main.shape[:2]
    ends = torch.full((B,), L, device=main.device) if lengths is None else lengths
    return (ends - count).clamp(min=0).unsqueeze(-1) + torch.arange(count, device=main.device)


def _take(main: Tensor, places: Tensor) -> Tensor:
    index = places.unsqueeze(-1).expand(*places.shape, main.shape[-1])
    return main.gather(1, index)


def _running_sums(main: Tensor, places: Tensor) -> Tensor:
    """The sum of all positions up to each place: one sum, then what each place adds to it."""
    first = places[:, :1]
    is_before = torch.arange(main.shape[1], device=main.device) <= first
    total = main.masked_fill(~is_before.unsqueeze(-1), 0).sum(dim=1, keepdim=True)
    if places.shape[1] == 1:
        return total
    return torch.cat((total, total + _take(main, places[:, 1:]).cumsum(dim=1)), dim=1)
