"""What is read is written again, sample for sample or code for code, at every depth."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest

from graphnet_audio.coding import Raw, code_table, decode, decoder, encode, encoder, numbers
from graphnet_audio.declaration import AudioFilesOptions
from graphnet_audio.depth import BITS, Depth, widest_codes
from graphnet_audio.quantization import Coding, codes_of

DEPTHS: tuple[Depth, ...] = get_args(Depth)
CODINGS: tuple[Coding, ...] = get_args(Coding)


def samples(depth: Depth) -> Raw:
    """Every sample there is, or many of them, the outermost too."""
    generator = np.random.default_rng(7)
    if depth == "float":
        drawn = generator.uniform(-1, 1, 20_000).astype(np.float32)
        return np.concatenate([drawn, np.array([-1, 0, 1], np.float32)])
    scale = 1 << BITS[depth] - 1
    if scale <= 1 << 15:
        return np.arange(-scale, scale).astype(np.int16)
    drawn_numbers = generator.integers(-scale, scale, 20_000)
    return np.concatenate([drawn_numbers, [-scale, 0, scale - 1]]).astype(np.int32)


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("coding", CODINGS)
def test_codes_are_those_of_the_numbers_that_samples_stand_for(
    depth: Depth, coding: Coding
) -> None:
    raw = samples(depth)
    bits = min(8, widest_codes(depth, coding))
    options = AudioFilesOptions(depth=depth, quantization=coding)
    found = encoder(options, {"bits": bits})(raw)
    assert found.dtype == np.int64
    assert np.array_equal(found, codes_of(numbers(raw, depth), coding, bits))


@pytest.mark.parametrize("depth", DEPTHS)
def test_linear_codes_at_every_width_are_their_own_codes_again(depth: Depth) -> None:
    for bits in range(1, min(17, widest_codes(depth, "linear") + 1)):
        codes = np.arange(2**bits)
        assert np.array_equal(
            encode(decode(codes, depth, "linear", bits), depth, "linear", bits), codes
        )


@pytest.mark.parametrize("depth", ["8-bit", "16-bit", "24-bit"])
def test_with_all_bits_of_the_file_no_sample_is_lost(depth: Depth) -> None:
    raw, bits = samples(depth), BITS[depth]
    again = decode(encode(raw, depth, "linear", bits), depth, "linear", bits)
    assert again.dtype == raw.dtype
    assert np.array_equal(again, raw)


@pytest.mark.parametrize("depth", ["8-bit", "16-bit", "24-bit", "float"])
def test_unquantised_samples_are_float32_and_come_back(depth: Depth) -> None:
    options, raw = AudioFilesOptions(depth=depth, quantization="none"), samples(depth)
    found = encoder(options, {})(raw)
    assert found.dtype == np.float32
    assert np.array_equal(found, numbers(raw, depth))
    assert np.abs(found).max() <= 1
    assert np.array_equal(decoder(options, {})(found), raw)


def test_unquantised_samples_of_32_bits_are_rounded() -> None:
    options = AudioFilesOptions(depth="32-bit", quantization="none")
    raw = np.array([2**31 - 1, 2**24 + 1], np.int32)
    assert decoder(options, {})(encoder(options, {})(raw)).tolist() != raw.tolist()


@pytest.mark.parametrize(
    ("coding", "depth", "bits"),
    [
        ("mu-law", "24-bit", 13),
        ("a-law", "24-bit", 16),
        ("mu-law", "float", 16),
        ("a-law", "float", 16),
    ],
)
def test_fine_codes_of_a_law_survive_deeper_files(coding: Coding, depth: Depth, bits: int) -> None:
    codes = np.arange(2**bits)
    assert np.array_equal(encode(decode(codes, depth, coding, bits), depth, coding, bits), codes)


def test_the_table_of_sixteen_bit_samples_is_in_the_order_of_their_bits() -> None:
    every = np.arange(-32_768, 32_768).astype(np.int16)
    for coding in CODINGS:
        table = code_table(coding, 12)
        assert np.array_equal(table[every.view(np.uint16)], encode(every, "16-bit", coding, 12))
