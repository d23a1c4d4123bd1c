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
from graphnet_audio.header import Header, read_header

RATE = 16_000  # FLAC stores a rate and does not use it to compress
SUBTYPES = {1 << 16: "PCM_16", 1 << 24: "PCM_24"}
MOST_CHANNELS = 8


def flac(n_values: int) -> Flac | None:
    """The yardstick for 16- and 24-bit codes; None for coarser ones, which FLAC is not made for."""
    return Flac(n_values) if n_values in SUBTYPES else None


@final
class Flac:
    """Every bit of a FLAC file at the highest compression, its header included.

    The file holds the codes as samples, with the channels of the file they were read from. Codes
    of linear quantisation are the samples themselves; those of a law are not, and FLAC then
    compresses what the model sees.
    """

    def __init__(self, n_values: int) -> None:
        self.n_values = n_values

    def fit(self, sequences: Sequence[Tensor]) -> None:
        """Nothing: FLAC adapts to each file as it goes."""

    def nats(self, values: Tensor, example: Example) -> float:
        """Total nats of the file that holds `values` `(T*C,)`, the channels in turns."""
        subtype = SUBTYPES[self.n_values]
        pcm = values.numpy(force=True) - self.n_values // 2
        samples = pcm.astype(np.int16) if subtype == "PCM_16" else pcm.astype(np.int32) << 8
        file = io.BytesIO()
        channels = channels_of(example, len(samples))
        soundfile.write(
            file,
            samples.reshape(-1, channels),
            RATE,
            format="FLAC",
            subtype=subtype,
            compression_level=1.0,
        )
        return 8 * math.log(2) * len(file.getvalue())


def channels_of(example: Example, count: int) -> int:
    """The channels of the file that so many values were read from; 1 where that does not fit."""
    header = read_header(example.path)
    channels = header.channels if isinstance(header, Header) else 1
    return channels if channels <= MOST_CHANNELS and count % channels == 0 else 1
