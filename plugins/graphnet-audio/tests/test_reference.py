"""The reference's quantisers: what of them is right is reproduced, what is not is shown."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
import pytest
from safetensors.numpy import load_file

from graphnet_audio.quantization import Codes, Coding, Reals, codes_of, linear_codes, samples_of

GOLDEN = load_file(Path(__file__).parent / "golden" / "quant_s4.safetensors")
FORK = load_file(Path(__file__).parent / "golden" / "quant_lnac_ar.safetensors")
NAMES: dict[Literal["mu", "lin"], Coding] = {"mu": "mu-law", "lin": "linear"}
Name = Literal["mu", "lin"]
EPSILON = 1e-6


def golden(name: str) -> Reals:
    return GOLDEN[name].ravel().astype(np.float64)


def theirs(sound: Reals, name: Name, bits: int, least: float, most: float) -> Codes:
    """Their encoder, written from its description: stretched to [0, 1], then cut to whole numbers.

    `least` and `most` are what it takes from each clip and does not keep.
    """
    place = (sound - least) / (most - least + EPSILON)
    if name == "mu":
        x, mu = 2 * place - 1, 2**bits - 1
        place = (np.sign(x) * np.log1p(mu * np.abs(x + 1e-8)) / np.log1p(mu) + 1) / 2
    codes: Codes = np.trunc(place * (2**bits - 0.01) + 0.005).astype(np.int64)
    return codes


@pytest.mark.parametrize("name", ["mu", "lin"])
@pytest.mark.parametrize("clip", ["wav", "wav_scaled", "wav_const"])
def test_what_they_encode_is_a_clip_stretched_to_its_own_range(name: Name, clip: str) -> None:
    sound = golden(clip)
    for bits, most_off, most_wrong in ((8, 0, 0.0), (16, 9, 0.005)):  # theirs is in float32
        wrong = theirs(sound, name, bits, sound.min(), sound.max()) - golden(
            f"{name}/{bits}/{clip}/enc"
        )
        assert np.abs(wrong).max() <= most_off
        assert np.mean(wrong != 0) <= most_wrong


@pytest.mark.parametrize("name", ["mu", "lin"])
@pytest.mark.parametrize("bits", [8, 16])
def test_the_bins_are_theirs_and_they_decode_to_the_left_edge(name: Name, bits: int) -> None:
    codes = np.arange(2**bits)
    left = samples_of(codes - 0.5, NAMES[name], bits)  # type: ignore[arg-type]  # half a bin
    np.testing.assert_allclose(left, golden(f"{name}/{bits}/decode_all"), rtol=1e-6, atol=1e-7)
    for clip in ("wav", "wav_scaled", "wav_const"):
        codes = GOLDEN[f"{name}/{bits}/{clip}/enc"].ravel()
        left = samples_of(codes - 0.5, NAMES[name], bits)  # type: ignore[arg-type]
        np.testing.assert_allclose(left, golden(f"{name}/{bits}/{clip}/dec"), rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize(("name", "bits", "off"), [("mu", 8, 1), ("lin", 8, 1), ("lin", 16, 1)])
def test_a_clip_of_full_range_has_their_codes_but_for_edges(
    name: Name, bits: int, off: int
) -> None:
    sound = golden("wav")
    assert (sound.min(), sound.max()) == (-1, 1)
    ours = codes_of(sound, NAMES[name], bits)
    wrong = ours - golden(f"{name}/{bits}/wav/enc")
    assert np.abs(wrong).max() <= off
    assert np.mean(wrong != 0) < 0.03


def test_sixteen_bit_samples_of_full_range_keep_their_own_number_in_both() -> None:
    every = np.arange(-32_768, 32_768).astype(np.int16)
    sound = every / 32_768
    assert np.array_equal(theirs(sound, "lin", 16, sound.min(), sound.max()), np.arange(65_536))
    assert np.array_equal(linear_codes(every, 16), np.arange(65_536))


@pytest.mark.parametrize("name", ["mu", "lin"])
def test_theirs_cannot_be_undone_and_ours_can(name: Name) -> None:
    """A clip at half volume is encoded as if it were loud, and nothing says that it was not."""
    loud = np.arange(-32_768, 32_768).astype(np.int16)
    quiet = (loud // 2).astype(np.int16)
    sound = quiet / 32_768
    codes = theirs(sound, name, 16, sound.min(), sound.max())
    decoded = np.rint(samples_of(codes - 0.5, NAMES[name], 16) * 32_768)  # type: ignore[arg-type]
    assert np.mean(decoded == quiet) < 0.01
    if name == "lin":
        assert np.array_equal(linear_codes(quiet, 16) - 32_768, quiet)


@pytest.mark.parametrize(
    ("name", "bits", "code"),
    [("mu", 8, 127), ("lin", 8, 127), ("mu", 16, 32_678), ("lin", 16, 32_767)],
)
def test_their_silence_is_not_the_code_they_begin_with(name: Name, bits: int, code: int) -> None:
    sound = golden("wav")
    (silence,) = np.unique(golden(f"{name}/{bits}/wav/enc")[sound == 0])
    assert silence == code != 2 ** (bits - 1)
    assert np.array_equal(codes_of(np.zeros(1), NAMES[name], bits), [2 ** (bits - 1)])


def test_a_constant_clip_is_all_zeros_there() -> None:
    assert set(golden("mu/8/wav_const/enc")) == {0}
    assert len(set(codes_of(golden("wav_const"), "mu-law", 8).tolist())) == 1
    assert codes_of(golden("wav_const"), "mu-law", 8)[0] > 128


@pytest.mark.parametrize(("bits", "changed", "farthest"), [(8, 230, 60), (16, 62_247, 11_088)])
def test_their_mu_law_codes_are_not_the_codes_of_what_they_decode_to(
    bits: int, changed: int, farthest: int
) -> None:
    decoded = golden(f"mu/{bits}/decode_all")
    again = theirs(decoded, "mu", bits, decoded.min(), decoded.max())
    codes = np.arange(2**bits)
    assert np.count_nonzero(again != codes) == pytest.approx(changed, rel=0.002)
    assert np.abs(again - codes).max() == pytest.approx(farthest, rel=0.002)
    ours = codes_of(samples_of(codes, "mu-law", bits), "mu-law", bits)
    assert np.array_equal(ours, codes)


@pytest.mark.parametrize("law", ["linear", "mu-law"])
@pytest.mark.parametrize("case", ["plain", "ctx8", "pad5"])
def test_a_shifted_sequence_begins_with_the_start_code(law: str, case: str) -> None:
    """With a context only the end is scored, with padding the start code stands several times."""
    x, y = GOLDEN[f"ar/{case}/{law}/x"], GOLDEN[f"ar/{case}/{law}/y"].ravel()
    times = {"plain": 1, "ctx8": 1, "pad5": 6}[case]
    whole = GOLDEN[f"ar/plain/{law}/y"].ravel()
    assert x.tolist() == [128] * times + whole[:-1].tolist()
    assert np.array_equal(y, whole[len(whole) - len(y) :])
    assert np.array_equal(FORK[f"ar/{case}/{law}/x"].ravel(), x)


def test_the_golden_clips_are_what_they_are_called() -> None:
    wav: npt.NDArray[np.float64] = golden("wav")
    assert len(wav) == 2_000
    assert np.ptp(golden("wav_const")) == 0
    assert np.ptp(golden("wav_scaled")) < np.ptp(wav) / 2
