"""Files brought to full range, each by its own factor, and back to what they were.

A file of whole numbers with the largest size P becomes s -> round(s * F / P), where F is the
largest number of its depth; round(s * P / F) is s again, as no two samples fall together where
P <= F. A file that is silent, or that reaches the one number below -F, stays as it is: P = F.

Floats are divided by a power of two, which loses nothing: the smallest that no sample exceeds.
"""

from __future__ import annotations

import math
from typing import cast

import numpy as np

from graphnet_audio.coding import Raw
from graphnet_audio.depth import Depth, full_scale
from graphnet_audio.quantization import Samples, Whole


def size_of(raw: Raw) -> float:
    """The size of the largest sample; 0 where there is none."""
    if not raw.size:
        return 0.0
    return max(-float(raw.min()), float(raw.max()))


def peak_of(size: float, depth: Depth) -> int | float:
    """What a file whose largest sample has this size is scaled by."""
    if depth == "float":
        return math.ldexp(1.0, math.ceil(math.log2(size))) if size else 1.0
    largest = full_scale(depth) - 1
    return int(size) if 0 < size <= largest else largest


def scaled(raw: Raw, peak: float, depth: Depth) -> Raw:
    """Samples of a file at full range."""
    match raw.dtype:
        case np.float32:
            return _divided(raw, peak)
        case _:
            return _times(raw, full_scale(depth) - 1, int(peak))


def unscaled(raw: Raw, peak: float, depth: Depth) -> Raw:
    """Samples as they were: `unscaled(scaled(x, p, d), p, d)` is `x`, sample for sample."""
    match raw.dtype:
        case np.float32:
            return _divided(raw, 1 / peak)
        case _:
            return _times(raw, int(peak), full_scale(depth) - 1)


def _divided(raw: Raw, peak: float) -> Samples:
    return raw.astype(np.float32) / np.float32(peak)


def _times(raw: Raw, numerator: int, denominator: int) -> Whole:
    """The nearest whole numbers to `raw * numerator / denominator`, computed with whole numbers."""
    wide = raw.astype(np.int64)
    size = (np.abs(wide) * numerator + denominator // 2) // denominator
    return cast(Whole, (np.sign(wide) * size).astype(raw.dtype))
