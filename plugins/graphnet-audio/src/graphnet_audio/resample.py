"""Another sample rate by the SoX resampler."""

from __future__ import annotations

import soxr

from graphnet_audio.declaration import Resample
from graphnet_audio.quantization import Reals
from graphnet_audio.rates import Rates

QUALITIES = {"soxr-hq": "HQ", "soxr-vhq": "VHQ"}


def resampled(samples: Reals, rates: Rates, quality: Resample) -> Reals:
    """Samples `(T, channels)` at the other rate, aligned with the first of them."""
    found: Reals = soxr.resample(samples, rates.source, rates.target, quality=QUALITIES[quality])
    return found
