"""Depths are those that headers name, and codes are never wider than what files hold."""

from __future__ import annotations

from typing import get_args

import pytest

from graphnet_audio.depth import BITS, WORDS, Depth, Quantization, full_scale, widest_codes


def test_every_depth_has_its_words_and_its_bits() -> None:
    assert set(WORDS) == set(BITS) == set(get_args(Depth))
    assert all(WORDS[depth].startswith(f"{BITS[depth]}-bit ") for depth in WORDS)


@pytest.mark.parametrize(
    ("depth", "quantization", "most"),
    [
        ("8-bit", "linear", 8),
        ("8-bit", "mu-law", 8),
        ("16-bit", "linear", 16),
        ("16-bit", "a-law", 16),
        ("24-bit", "linear", 24),
        ("24-bit", "mu-law", 16),
        ("32-bit", "linear", 24),
        ("float", "linear", 16),
    ],
)
def test_codes_are_no_wider_than_files(depth: Depth, quantization: Quantization, most: int) -> None:
    assert widest_codes(depth, quantization) == most


def test_full_scale_is_what_one_is_in_whole_numbers() -> None:
    assert [full_scale(depth) for depth in ("8-bit", "16-bit", "24-bit")] == [128, 32_768, 2**23]
