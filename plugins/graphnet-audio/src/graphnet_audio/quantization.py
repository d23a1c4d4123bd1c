"""Between 16-bit samples and codes of `bits` bits, linearly or by the mu-law.

Both quantisers divide a fixed range, full scale, into `2**bits` bins, and give back the centre of
a bin. Nothing depends on the clip, so codes can be turned into sound again without knowing it.
Code `2**(bits-1)` begins at 0.0 and is the code of silence.

    linear   bin of x      = floor((x + 1) / 2 * 2**bits)
    mu-law   bin of F(x),    F(x) = sign(x) * log(1 + mu |x|) / log(1 + mu),  mu = 2**bits - 1
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

Coding = Literal["linear", "mu-law"]
Codes = npt.NDArray[np.int64]
Pcm = npt.NDArray[np.int16]
Reals = npt.NDArray[np.float64]
Samples = npt.NDArray[np.float32]

PCM_BITS = 16
FULL_SCALE = 2 ** (PCM_BITS - 1)


def linear_codes(pcm: Pcm, bits: int) -> Codes:
    """The upper bits of each sample, counted from the lowest; 16 bits lose nothing."""
    codes: Codes = (pcm.astype(np.int64) + FULL_SCALE) >> (PCM_BITS - bits)
    return codes


def linear_pcm(codes: Codes, bits: int) -> Pcm:
    """The sample at the centre of each bin; 16 bits give back the sample itself."""
    lower_bits = PCM_BITS - bits
    centre = (1 << lower_bits) >> 1
    pcm: Pcm = ((codes << lower_bits) + centre - FULL_SCALE).astype(np.int16)
    return pcm


def mu_law_codes(samples: Reals, bits: int) -> Codes:
    """The bin of each sample of [-1, 1] after compression; 1.0 belongs to the last one."""
    mu = 2**bits - 1
    compressed = np.sign(samples) * np.log1p(mu * np.abs(samples)) / np.log1p(mu)
    bins: Codes = np.floor((compressed + 1) / 2 * 2**bits).clip(max=mu).astype(np.int64)
    return bins


def mu_law_samples(codes: Codes, bits: int) -> Reals:
    """The sample at the centre of each bin, measured after compression."""
    mu = 2**bits - 1
    compressed = (2 * codes + 1) / 2**bits - 1
    samples: Reals = np.sign(compressed) * np.expm1(np.abs(compressed) * np.log1p(mu)) / mu
    return samples


def code_table(quantization: Coding, bits: int) -> Codes:
    """The code of each of the 65,536 samples, at the sample's own bits read as an unsigned number.

    `code_table(...)[pcm.view(np.uint16)]` quantises int16 samples.
    """
    pcm = np.arange(2**PCM_BITS, dtype=np.uint16).view(np.int16)
    match quantization:
        case "linear":
            return linear_codes(pcm, bits)
        case "mu-law":
            return mu_law_codes(pcm / FULL_SCALE, bits)


def pcm_table(quantization: Coding, bits: int) -> Pcm:
    """The 16-bit sample each code stands for; `pcm_table(...)[codes]` gives sound."""
    codes = np.arange(2**bits, dtype=np.int64)
    match quantization:
        case "linear":
            return linear_pcm(codes, bits)
        case "mu-law":
            pcm: Pcm = np.rint(mu_law_samples(codes, bits) * FULL_SCALE).astype(np.int16)
            return pcm


def sample_table() -> Samples:
    """The number from -1 to 1 of each of the 65,536 samples, in the order of `code_table`.

    The scale is a power of two: float32 holds every one exactly, and `nearest_pcm` gives it back.
    """
    pcm = np.arange(2**PCM_BITS, dtype=np.uint16).view(np.int16)
    samples: Samples = pcm.astype(np.float32) / np.float32(FULL_SCALE)
    return samples


def nearest_pcm(samples: Samples) -> Pcm:
    """The 16-bit sample nearest to each number; what lies beyond full scale becomes full scale."""
    scaled = np.rint(samples.astype(np.float64) * FULL_SCALE)
    pcm: Pcm = scaled.clip(-FULL_SCALE, FULL_SCALE - 1).astype(np.int16)
    return pcm
