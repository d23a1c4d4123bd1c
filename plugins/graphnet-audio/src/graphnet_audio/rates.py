"""Two sample rates: how long a file is at the other one, and what of it a stretch needs."""

from __future__ import annotations

from math import gcd

from attrs import frozen

from graphnet_audio.declaration import Resample

MARGIN = 4096
"""Items of the slower rate on either side: more than any filter of the resampler reaches."""


@frozen
class Rates:
    """From how many items a second to how many."""

    source: int
    target: int

    @property
    def is_one(self) -> bool:
        """Whether the two rates are the same."""
        return self.source == self.target

    @property
    def period(self) -> tuple[int, int]:
        """After how many items of each the two are in step again."""
        common = gcd(self.source, self.target)
        return self.source // common, self.target // common

    def places(self, item: int) -> int:
        """The target's item at a source item where both are in step."""
        source, target = self.period
        return item // source * target

    def around(self, start: int, stop: int, frames: int) -> tuple[int, int]:
        """The source's items that target items `start` to `stop` need, begun where in step."""
        period = self.period[0]
        margin = MARGIN * max(1, -(-self.source // self.target))
        begin = max(0, start * self.source // self.target - margin) // period * period
        end = -(-stop * self.source // self.target) + margin
        return begin, min(frames, end)


def is_resampled(resample: Resample, rates: Rates) -> bool:
    """Whether a file goes through the resampler at all."""
    return resample != "none" and not rates.is_one


def length_after(frames: int, rates: Rates) -> int:
    """How many items so many become, the nearest whole number."""
    return (frames * rates.target + rates.source // 2) // rates.source
