"""Quantisation against brute force in float64, for every code and every sample there is."""

from __future__ import annotations

import math
from bisect import bisect_right
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import load_file

from graphnet_audio.quantization import (
    Coding,
    code_table,
    linear_codes,
    linear_pcm,
    mu_law_codes,
    mu_law_samples,
    nearest_pcm,
    pcm_table,
    sample_table,
)

GOLDEN = load_file(Path(__file__).parent / "golden" / "quantisation_s4.safetensors")
ALL_PCM = np.arange(-32_768, 32_768).astype(np.int16)
BITS = range(1, 17)
BOTH: tuple[Coding, ...] = ("linear", "mu-law")


def mu_law_edges(bits: int) -> list[float]:
    """The lower edge of every bin, by solving `F(x) = edge` for x, one by one."""
    mu = 2**bits - 1
    edges = []
    for code in range(2**bits):
        compressed = 2 * code / 2**bits - 1
        size = ((1 + mu) ** abs(compressed) - 1) / mu
        edges.append(math.copysign(size, compressed))
    return edges


@pytest.mark.parametrize("quantization", BOTH)
@pytest.mark.parametrize("bits", BITS)
def test_the_start_code_is_the_code_of_silence(quantization: Coding, bits: int) -> None:
    assert code_table(quantization, bits)[0] == 2 ** (bits - 1)


def test_sixteen_bits_linear_lose_nothing() -> None:
    codes = linear_codes(ALL_PCM, 16)
    assert codes.tolist() == list(range(65_536))
    assert linear_pcm(codes, 16).tolist() == ALL_PCM.tolist()


@pytest.mark.parametrize("bits", BITS)
def test_linear_codes_are_the_floor_of_the_place_in_the_range(bits: int) -> None:
    expected = [math.floor((sample / 32_768 + 1) / 2 * 2**bits) for sample in ALL_PCM.tolist()]
    assert linear_codes(ALL_PCM, bits).tolist() == expected


@pytest.mark.parametrize("bits", range(1, 16))
def test_linear_decoding_gives_the_centre_of_the_bin(bits: int) -> None:
    width = 65_536 // 2**bits
    codes = np.arange(2**bits)
    centres = [-32_768 + width * code + width / 2 for code in codes.tolist()]
    assert linear_pcm(codes, bits).tolist() == centres


@pytest.mark.parametrize("bits", BITS)
def test_mu_law_codes_are_the_bins_between_the_edges(bits: int) -> None:
    edges = mu_law_edges(bits)
    expected = [bisect_right(edges, sample / 32_768) - 1 for sample in ALL_PCM.tolist()]
    assert mu_law_codes(ALL_PCM / 32_768, bits).tolist() == expected


@given(st.floats(-1.0, 1.0), st.integers(1, 16))
@settings(deadline=None)
def test_mu_law_codes_of_any_real_number_lie_in_range_and_decode_nearby(
    sample: float, bits: int
) -> None:
    mu = 2**bits - 1
    code = mu_law_codes(np.array([sample]), bits)
    assert 0 <= code[0] <= mu

    def compressed(x: float) -> float:
        return math.copysign(math.log1p(mu * abs(x)) / math.log1p(mu), x)

    decoded = float(mu_law_samples(code, bits)[0])
    assert abs(compressed(decoded) - compressed(sample)) <= 1 / 2**bits + 1e-9


@pytest.mark.parametrize("bits", BITS)
def test_every_mu_law_code_is_the_code_of_what_it_decodes_to(bits: int) -> None:
    codes = np.arange(2**bits)
    assert np.array_equal(mu_law_codes(mu_law_samples(codes, bits), bits), codes)


@pytest.mark.parametrize("bits", BITS)
def test_every_linear_code_is_the_code_of_what_it_decodes_to(bits: int) -> None:
    codes = np.arange(2**bits)
    assert np.array_equal(linear_codes(linear_pcm(codes, bits), bits), codes)


@pytest.mark.parametrize(
    ("quantization", "bits"),
    [*(("linear", bits) for bits in BITS), *(("mu-law", bits) for bits in range(1, 10))],
)
def test_codes_survive_sixteen_bit_files(quantization: Coding, bits: int) -> None:
    codes = np.arange(2**bits)
    pcm = pcm_table(quantization, bits)[codes]
    assert np.array_equal(code_table(quantization, bits)[pcm.view(np.uint16)], codes)


def test_fine_mu_law_codes_near_silence_share_a_sixteen_bit_sample() -> None:
    assert len(np.unique(pcm_table("mu-law", 10))) < 2**10


@pytest.mark.parametrize("quantization", BOTH)
@pytest.mark.parametrize("bits", BITS)
def test_louder_samples_never_have_lower_codes(quantization: Coding, bits: int) -> None:
    codes = code_table(quantization, bits)[ALL_PCM.view(np.uint16)]
    assert np.all(np.diff(codes) >= 0)
    assert (codes[0], codes[-1]) == (0, 2**bits - 1)
    assert np.all(np.diff(pcm_table(quantization, bits).astype(int)) >= 0)


@pytest.mark.parametrize("bits", [8, 16])
def test_the_bins_are_those_of_the_reference_which_decodes_to_their_left_edge(bits: int) -> None:
    every = slice(None, None, 1 if bits == 8 else 257)
    suffix = "" if bits == 8 else "/every_257th"
    codes = np.arange(2**bits)[every]
    left = mu_law_samples(codes - 0.5, bits)  # type: ignore[arg-type]  # half a bin to the left
    np.testing.assert_allclose(left, GOLDEN[f"mu/{bits}/decode_all{suffix}"], atol=2e-6)
    half = (65_536 >> bits) // 2
    left = (linear_pcm(codes, bits).astype(int) - half) / 32_768
    np.testing.assert_allclose(left, GOLDEN[f"lin/{bits}/decode_all{suffix}"], atol=1e-7)


# --- samples as they are ---


def test_every_sample_is_a_float32_and_comes_back() -> None:
    every = np.arange(-32_768, 32_768).astype(np.int16)
    samples = sample_table()[every.view(np.uint16)]
    assert samples.dtype == np.float32
    assert np.array_equal(samples.astype(np.float64) * 32_768, every)
    assert samples.min() == -1.0
    assert samples.max() == 1 - 2**-15
    assert np.array_equal(nearest_pcm(samples), every)


def test_numbers_beyond_full_scale_become_full_scale() -> None:
    values = np.array([-2.0, -1.0, 0.4 / 32_768, 0.6 / 32_768, 1.0, 7.0], dtype=np.float32)
    assert nearest_pcm(values).tolist() == [-32_768, -32_768, 0, 1, 32_767, 32_767]
