"""Quantisation against brute force in float64, for every code and every sample there is."""

from __future__ import annotations

import math
from bisect import bisect_right

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphnet_audio.quantization import (
    Coding,
    codes_of,
    linear_codes,
    linear_pcm,
    nearest_whole,
    samples_of,
)

ALL_PCM = np.arange(-32_768, 32_768).astype(np.int16)
EVERY = ALL_PCM / 32_768
BITS = range(1, 17)
LAWS: tuple[Coding, ...] = ("mu-law", "a-law")
ALL: tuple[Coding, ...] = ("linear", *LAWS)


def mu_law_edges(bits: int) -> list[float]:
    """The lower edge of every bin, by solving `F(x) = edge` for x, one by one."""
    mu = 2**bits - 1
    edges = []
    for code in range(2**bits):
        compressed = 2 * code / 2**bits - 1
        size = ((1 + mu) ** abs(compressed) - 1) / mu
        edges.append(math.copysign(size, compressed))
    return edges


def a_law_edges(bits: int) -> list[float]:
    """The same for the A-law."""
    span = 1 + math.log(87.6)
    edges = []
    for code in range(2**bits):
        compressed = 2 * code / 2**bits - 1
        size = abs(compressed) * span
        edges.append(math.copysign((size if size < 1 else math.exp(size - 1)) / 87.6, compressed))
    return edges


EDGES = {"mu-law": mu_law_edges, "a-law": a_law_edges}


@pytest.mark.parametrize("coding", ALL)
@pytest.mark.parametrize("bits", BITS)
def test_the_start_code_is_the_code_of_silence(coding: Coding, bits: int) -> None:
    assert codes_of(np.array([0.0, -0.0]), coding, bits).tolist() == [2 ** (bits - 1)] * 2


def test_sixteen_bits_linear_lose_nothing() -> None:
    codes = linear_codes(ALL_PCM, 16)
    assert codes.tolist() == list(range(65_536))
    assert linear_pcm(codes, 16).tolist() == ALL_PCM.tolist()


def test_eight_bits_of_eight_bit_samples_lose_nothing() -> None:
    every = np.arange(-128, 128).astype(np.int16)
    codes = linear_codes(every, 8, 8)
    assert codes.tolist() == list(range(256))
    assert linear_pcm(codes, 8, 8).tolist() == every.tolist()


def test_twenty_four_bits_of_twenty_four_bit_samples_lose_nothing() -> None:
    every = np.arange(-(2**23), 2**23, dtype=np.int32)
    codes = linear_codes(every, 24, 24)
    assert np.array_equal(codes, np.arange(2**24))
    assert np.array_equal(linear_pcm(codes, 24, 24), every)


@pytest.mark.parametrize("bits", BITS)
def test_linear_codes_are_the_floor_of_the_place_in_the_range(bits: int) -> None:
    expected = [math.floor((sample / 32_768 + 1) / 2 * 2**bits) for sample in ALL_PCM.tolist()]
    assert linear_codes(ALL_PCM, bits).tolist() == expected
    assert codes_of(EVERY, "linear", bits).tolist() == expected


@pytest.mark.parametrize("bits", range(1, 16))
def test_linear_decoding_gives_the_centre_of_the_bin(bits: int) -> None:
    width = 65_536 // 2**bits
    codes = np.arange(2**bits)
    expected = [-32_768 + width * code + width / 2 for code in codes.tolist()]
    assert linear_pcm(codes, bits).tolist() == expected
    assert (samples_of(codes, "linear", bits) * 32_768).tolist() == expected


@pytest.mark.parametrize("coding", LAWS)
@pytest.mark.parametrize("bits", BITS)
def test_codes_of_a_law_are_the_bins_between_the_edges(coding: Coding, bits: int) -> None:
    edges = EDGES[coding](bits)
    expected = [bisect_right(edges, sample) - 1 for sample in EVERY.tolist()]
    assert codes_of(EVERY, coding, bits).tolist() == expected


@given(st.floats(-1.0, 1.0), st.integers(1, 16), st.sampled_from(LAWS))
@settings(deadline=None)
def test_codes_of_any_real_number_lie_in_range_and_decode_nearby(
    sample: float, bits: int, coding: Coding
) -> None:
    code = codes_of(np.array([sample]), coding, bits)
    assert 0 <= code[0] < 2**bits
    decoded = float(samples_of(code, coding, bits)[0])
    difference = abs(compressed(decoded, coding, bits) - compressed(sample, coding, bits))
    assert difference <= 1 / 2**bits + 1e-9


def compressed(x: float, coding: Coding, bits: int) -> float:
    """The two laws as they are written."""
    size, A, mu = abs(x), 87.6, 2**bits - 1
    if coding == "mu-law":
        return math.copysign(math.log(1 + mu * size) / math.log(1 + mu), x)
    if size < 1 / A:
        return math.copysign(A * size / (1 + math.log(A)), x)
    return math.copysign((1 + math.log(A * size)) / (1 + math.log(A)), x)


def test_the_a_law_is_near_the_straight_lines_of_g_711() -> None:
    """Its 13 segments, which double in width, meet the curve within 2 % of full scale."""
    for segment in range(1, 8):
        for part in range(16):
            sample = 2.0 ** (segment - 8) * (1 + part / 16)
            chord = (16 * segment + part) / 128
            assert compressed(sample, "a-law", 8) == pytest.approx(chord, abs=0.02)


@pytest.mark.parametrize("coding", ALL)
@pytest.mark.parametrize("bits", BITS)
def test_every_code_is_the_code_of_what_it_decodes_to(coding: Coding, bits: int) -> None:
    codes = np.arange(2**bits)
    assert np.array_equal(codes_of(samples_of(codes, coding, bits), coding, bits), codes)


@pytest.mark.parametrize("bits", BITS)
def test_every_linear_code_is_the_code_of_the_sample_it_decodes_to(bits: int) -> None:
    codes = np.arange(2**bits)
    assert np.array_equal(linear_codes(linear_pcm(codes, bits), bits), codes)


@pytest.mark.parametrize(("coding", "most"), [("mu-law", 9), ("a-law", 11)])
def test_codes_survive_sixteen_bit_files_up_to_some_depth(coding: Coding, most: int) -> None:
    for bits in range(1, most + 1):
        codes = np.arange(2**bits)
        pcm = nearest_whole(samples_of(codes, coding, bits))
        assert np.array_equal(codes_of(pcm / 32_768, coding, bits), codes), bits
    if most < 16:
        fine = nearest_whole(samples_of(np.arange(2 ** (most + 1)), coding, most + 1))
        assert len(np.unique(fine)) < 2 ** (most + 1), "bins near silence share a sample"


@pytest.mark.parametrize("coding", ALL)
@pytest.mark.parametrize("bits", BITS)
def test_louder_samples_never_have_lower_codes(coding: Coding, bits: int) -> None:
    codes = codes_of(EVERY, coding, bits)
    assert np.all(np.diff(codes) >= 0)
    assert (codes[0], codes[-1]) == (0, 2**bits - 1)
    assert np.all(np.diff(samples_of(np.arange(2**bits), coding, bits)) > 0)


def test_numbers_beyond_full_scale_become_full_scale() -> None:
    values = np.array([-2.0, -1.0, 0.4 / 32_768, 0.6 / 32_768, 1.0, 7.0], dtype=np.float32)
    assert nearest_whole(values).tolist() == [-32_768, -32_768, 0, 1, 32_767, 32_767]
    assert nearest_whole(values, 8).tolist() == [-128, -128, 0, 0, 127, 127]
    assert nearest_whole(values, 24)[-1] == 2**23 - 1
    for coding in ALL:
        assert codes_of(np.array([-9.0, 9.0]), coding, 8).tolist() == [0, 255]
