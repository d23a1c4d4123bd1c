"""What the samples of a file can be: how wide they are, and how many codes they fill."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Depth = Literal["8-bit", "16-bit", "24-bit", "32-bit", "float"]
Quantization = Literal["linear", "mu-law", "a-law", "none"]

WORDS: Mapping[Depth, str] = {
    "8-bit": "8-bit PCM",
    "16-bit": "16-bit PCM",
    "24-bit": "24-bit PCM",
    "32-bit": "32-bit PCM",
    "float": "32-bit float",
}
"""How a header's facts name each depth."""

BITS: Mapping[Depth, int] = {"8-bit": 8, "16-bit": 16, "24-bit": 24, "32-bit": 32, "float": 32}
SIGNIFICANT = {**BITS, "float": 24}
"""Bits of a sample that tell it from others: a 32-bit float has 24, beside its exponent."""

WIDEST_LINEAR = 24
WIDEST_LAW = 16
"""Beyond, codes near silence lie closer together than samples do."""


def widest_codes(depth: Depth, quantization: Quantization) -> int:
    """The most bits a code may have: no more than the files fill."""
    most = WIDEST_LINEAR if quantization == "linear" and depth != "float" else WIDEST_LAW
    return min(BITS[depth], most)


def full_scale(depth: Depth) -> int:
    """The whole number that stands for 1.0 in a file of whole numbers; the largest is one less."""
    return 1 << (BITS[depth] - 1)
