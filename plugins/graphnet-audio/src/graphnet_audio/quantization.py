"""Between samples and codes of `bits` bits: linearly, by the mu-law or by the A-law.

Every quantiser divides a fixed range, full scale, into `2**bits` bins, and gives back the centre
of a bin. Nothing depends on the clip, so codes can be turned into sound again without knowing it.
Code `2**(bits-1)` begins at 0.0 and is the code of silence.

    linear   bin of x      = floor((x + 1) / 2 * 2**bits)
    mu-law   bin of F(x),    F(x) = sign(x) * log(1 + mu |x|) / log(1 + mu),  mu = 2**bits - 1
    A-law    bin of F(x),    F(x) = sign(x) * A |x| / (1 + log A)            where |x| < 1 / A
                                    sign(x) * (1 + log(A |x|)) / (1 + log A)  elsewhere,  A = 87.6

The two laws are the continuous ones that G.711 approaches with straight lines.
"""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
import numpy.typing as npt

Coding = Literal["linear", "mu-law", "a-law"]
Codes = npt.NDArray[np.int64]
Pcm = npt.NDArray[np.int16]
Whole = npt.NDArray[np.int16] | npt.NDArray[np.int32]
Reals = npt.NDArray[np.float64]
Samples = npt.NDArray[np.float32]

PCM_BITS = 16
FULL_SCALE = 2 ** (PCM_BITS - 1)
A = 87.6
_SPAN = 1 + math.log(A)


def linear_codes(pcm: npt.NDArray[np.signedinteger], bits: int, depth: int = PCM_BITS) -> Codes:
    """The upper bits of each whole number of `depth` bits; as many bits lose nothing."""
    codes: Codes = np.right_shift(pcm.astype(np.int64) + (1 << depth - 1), depth - bits)
    return codes


def linear_pcm(codes: Codes, bits: int, depth: int = PCM_BITS) -> Whole:
    """The whole number at the centre of each bin; with all bits, the number itself."""
    lower_bits = depth - bits
    centre = (1 << lower_bits) >> 1
    pcm = (codes << lower_bits) + centre - (1 << depth - 1)
    return pcm.astype(np.int16) if depth <= PCM_BITS else pcm.astype(np.int32)


def bins(compressed: Reals, bits: int) -> Codes:
    """Which of `2**bits` equal parts of [-1, 1] each number lies in; 1.0 belongs to the last."""
    codes: Codes = np.floor((compressed + 1) / 2 * 2**bits).clip(0, 2**bits - 1).astype(np.int64)
    return codes


def centres(codes: Codes, bits: int) -> Reals:
    """The middle of each part."""
    middles: Reals = (2 * codes + 1) / 2**bits - 1
    return middles


def mu_law_codes(samples: Reals, bits: int) -> Codes:
    """The bin of each sample of [-1, 1] after compression by the mu-law."""
    mu = 2**bits - 1
    return bins(np.sign(samples) * np.log1p(mu * np.abs(samples)) / np.log1p(mu), bits)


def mu_law_samples(codes: Codes, bits: int) -> Reals:
    """The sample at the centre of each bin, measured after compression."""
    mu = 2**bits - 1
    compressed = centres(codes, bits)
    samples: Reals = np.sign(compressed) * np.expm1(np.abs(compressed) * np.log1p(mu)) / mu
    return samples


def a_law_codes(samples: Reals, bits: int) -> Codes:
    """The bin of each sample of [-1, 1] after compression by the A-law."""
    size = A * np.abs(samples)
    compressed = np.where(size < 1, size, 1 + np.log(np.maximum(size, 1))) / _SPAN
    return bins(np.copysign(compressed, samples), bits)


def a_law_samples(codes: Codes, bits: int) -> Reals:
    """The sample at the centre of each bin, measured after compression."""
    compressed = centres(codes, bits)
    size = np.abs(compressed) * _SPAN
    expanded = np.where(size < 1, size, np.exp(np.maximum(size, 1) - 1)) / A
    return np.copysign(expanded, compressed)


def codes_of(samples: Reals, coding: Coding, bits: int) -> Codes:
    """The code of each number of [-1, 1]; numbers beyond it belong to the outermost bins."""
    match coding:
        case "linear":
            return bins(samples, bits)
        case "mu-law":
            return mu_law_codes(samples, bits)
        case "a-law":
            return a_law_codes(samples, bits)


def samples_of(codes: Codes, coding: Coding, bits: int) -> Reals:
    """The number of [-1, 1] each code stands for."""
    match coding:
        case "linear":
            return centres(codes, bits)
        case "mu-law":
            return mu_law_samples(codes, bits)
        case "a-law":
            return a_law_samples(codes, bits)


def nearest_whole(samples: npt.NDArray[np.floating], depth: int = PCM_BITS) -> Whole:
    """The nearest whole number of `depth` bits; what lies beyond full scale becomes full scale."""
    scale = 1 << depth - 1
    scaled = np.rint(samples.astype(np.float64) * scale).clip(-scale, scale - 1)
    return scaled.astype(np.int16) if depth <= PCM_BITS else scaled.astype(np.int32)
