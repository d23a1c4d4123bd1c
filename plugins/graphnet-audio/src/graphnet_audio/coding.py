"""What a source does to the samples of a file, and what its sink does to get them back."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

from graphnet_audio.declaration import AudioFilesOptions
from graphnet_audio.depth import BITS, Depth
from graphnet_audio.quantization import (
    FULL_SCALE,
    PCM_BITS,
    Codes,
    Coding,
    Pcm,
    Reals,
    Samples,
    Whole,
    codes_of,
    linear_codes,
    linear_pcm,
    nearest_whole,
    samples_of,
)

Raw = Whole | Samples
"""Samples as a file holds them: whole numbers, or floats."""

Encode = Callable[[Raw], Codes | Samples]
Decode = Callable[[npt.NDArray[np.generic]], Raw]


def encoder(options: AudioFilesOptions, sizes: Mapping[str, int]) -> Encode:
    """From samples of a file to the values a model sees."""
    depth = options.depth
    match options.quantization:
        case "none":
            return lambda raw: numbers(raw, depth).astype(np.float32)
        case coding if depth == "16-bit":
            table = code_table(coding, sizes["bits"])
            return lambda raw: np.take(table, raw.view(np.uint16))
        case coding:
            return lambda raw: encode(raw, depth, coding, sizes["bits"])


def decoder(options: AudioFilesOptions, sizes: Mapping[str, int]) -> Decode:
    """From the values a model gives to samples of a file."""
    depth = options.depth
    match options.quantization:
        case "none" if depth == "float":
            return lambda values: values.astype(np.float32)
        case "none":
            return lambda values: nearest_whole(values.astype(np.float64), BITS[depth])
        case coding:
            return lambda values: decode(values.astype(np.int64), depth, coding, sizes["bits"])


def encode(raw: Raw, depth: Depth, coding: Coding, bits: int) -> Codes:
    """The code of each sample; linear codes of whole numbers are never computed with reals."""
    if coding == "linear" and depth != "float":
        return linear_codes(raw.astype(np.int64), bits, BITS[depth])
    return codes_of(numbers(raw, depth), coding, bits)


def decode(codes: Codes, depth: Depth, coding: Coding, bits: int) -> Raw:
    """The sample each code stands for."""
    if depth == "float":
        return samples_of(codes, coding, bits).astype(np.float32)
    if coding == "linear":
        return linear_pcm(codes, bits, BITS[depth])
    return nearest_whole(samples_of(codes, coding, bits), BITS[depth])


def numbers(raw: Raw, depth: Depth) -> Reals:
    """Samples as the numbers from -1 to 1 that they stand for."""
    reals: Reals = raw.astype(np.float64)
    return reals if depth == "float" else reals / (1 << BITS[depth] - 1)


def code_table(coding: Coding, bits: int) -> Codes:
    """The code of each of the 65,536 samples, at the sample's own bits read as an unsigned number.

    `code_table(...)[pcm.view(np.uint16)]` quantises int16 samples.
    """
    every: Pcm = np.arange(2**PCM_BITS, dtype=np.uint16).view(np.int16)
    if coding == "linear":
        return linear_codes(every, bits)
    return codes_of(every / FULL_SCALE, coding, bits)
