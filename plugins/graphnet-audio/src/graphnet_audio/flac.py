"""FLAC as a yardstick: the bits it spends on the same samples."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from typing import final

import numpy as np
import soundfile
from torch import Tensor

from graphnet.build.protocols import Example
from graphnet_audio.quantization import FULL_SCALE, PCM_BITS

RATE = 16_000  # FLAC stores a rate and does not use it to compress


def flac(n_values: int) -> Flac | None:
    """The yardstick for 16-bit codes; None for coarser ones, which FLAC was not made for."""
    return Flac() if n_values == 2**PCM_BITS else None


@final
class Flac:
    """Every bit of a FLAC file at the highest compression, its header included.

    The file holds the codes as samples. Codes of linear quantisation are the samples themselves;
    those of the mu-law are not, and FLAC then compresses what the model sees.
    """

    def fit(self, sequences: Sequence[Tensor]) -> None:
        """Nothing: FLAC adapts to each file as it goes."""

    def nats(self, values: Tensor, _example: Example) -> float:
        """Total nats of the file that holds `values` `(T,)`."""
        pcm = (values - FULL_SCALE).numpy(force=True).astype(np.int16)
        file = io.BytesIO()
        soundfile.write(file, pcm, RATE, format="FLAC", subtype="PCM_16", compression_level=1.0)
        return 8 * math.log(2) * len(file.getvalue())
