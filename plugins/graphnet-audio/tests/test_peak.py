"""A file at full range is had back from its peak, sample for sample."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from graphnet.build.protocols import Example
from graphnet_audio.declaration import AudioFilesOptions
from graphnet_audio.depth import BITS, Depth, full_scale
from graphnet_audio.peak import peak_of, scaled, size_of, unscaled
from graphnet_audio.quantization import Pcm
from graphnet_audio.sink import AudioFile
from graphnet_audio.source import AudioFiles

SCALED = AudioFilesOptions(peak="scale")
SIXTEEN = {"bits": 16, "C": 1}


def read(source: AudioFiles, example: Example, start: int, length: int) -> tuple[Tensor, Tensor]:
    values = source.read(example, start, length)
    assert not isinstance(values, Tensor)
    return values["main"], values["peak"]


@pytest.mark.parametrize("peak", [1, 2, 3, 255, 256, 9_999, 16_384, 32_766, 32_767, 32_768])
def test_every_sample_of_every_peak_comes_back(peak: int) -> None:
    every = np.arange(-peak, min(peak, 32_767) + 1).astype(np.int16)
    factor = peak_of(size_of(every), "16-bit")
    loud = scaled(every, factor, "16-bit")
    assert np.abs(loud.astype(int)).max() >= 32_767
    assert np.array_equal(unscaled(loud, factor, "16-bit"), every)
    exact = every.astype(np.float64) * 32_767 / factor
    assert np.abs(loud - exact).max() <= 0.5, "the nearest number, not another"


@given(
    depth=st.sampled_from(["8-bit", "16-bit", "24-bit", "32-bit"]),
    share=st.floats(0, 1),
    data=st.data(),
)
@settings(max_examples=200, deadline=None)
def test_samples_of_every_depth_come_back(depth: Depth, share: float, data: st.DataObject) -> None:
    peak = round(share * full_scale(depth))
    values = data.draw(st.lists(st.integers(-peak, min(peak, full_scale(depth) - 1)), min_size=1))
    wide = np.array([*values, -peak])[:, None]
    raw = wide.astype(np.int16) if BITS[depth] <= 16 else wide.astype(np.int32)
    factor = peak_of(size_of(raw), depth)
    loud = scaled(raw, factor, depth)
    assert loud.dtype == raw.dtype
    assert np.array_equal(unscaled(loud, factor, depth), raw)


def test_silence_and_the_one_number_below_the_others_stay_as_they_are() -> None:
    for raw in (np.zeros((5, 1), np.int16), np.array([[-32_768], [7]], np.int16)):
        factor = peak_of(size_of(raw), "16-bit")
        assert factor == 32_767
        assert np.array_equal(scaled(raw, factor, "16-bit"), raw)


@pytest.mark.parametrize("size", [1e-9, 0.01, 0.25, 0.3, 1.0, 1.01, 700.0])
def test_floats_are_scaled_by_a_power_of_two_and_come_back(size: float) -> None:
    raw = (np.random.default_rng(0).uniform(-1, 1, (999, 2)) * size).astype(np.float32)
    factor = peak_of(size_of(raw), "float")
    loud = scaled(raw, factor, "float")
    assert 0.5 < np.abs(loud).max() <= 1
    assert loud.dtype == np.float32
    assert np.array_equal(unscaled(loud, factor, "float"), raw)
    assert peak_of(0.0, "float") == 1.0


def test_a_quiet_file_is_read_at_full_range_and_written_as_it_was(
    tmp_path: Path, noise: Pcm
) -> None:
    quiet = (noise // 37).astype(np.int16)
    path = tmp_path / "quiet.wav"
    soundfile.write(path, quiet, 16_000, subtype="PCM_16")
    source, example = AudioFiles(SCALED, SIXTEEN), Example(path, 16_000)
    codes, peak = read(source, example, 0, 16_000)
    assert int((codes - 32_768).abs().max()) == 32_767
    assert (peak.dtype, int(peak)) == (torch.int64, int(np.abs(quiet.astype(int)).max()))
    AudioFile(SCALED, SIXTEEN).write(codes, tmp_path / "again.wav", int(peak))
    assert np.array_equal(
        soundfile.read(tmp_path / "again.wav", dtype="int16", always_2d=True)[0], quiet
    )


def test_a_window_is_scaled_by_the_peak_of_its_whole_file(tmp_path: Path, noise: Pcm) -> None:
    steps = np.concatenate([noise // 100, noise // 10]).astype(np.int16)
    soundfile.write(tmp_path / "x.wav", steps, 16_000, subtype="PCM_16")
    source, example = AudioFiles(SCALED, SIXTEEN), Example(tmp_path / "x.wav", 32_000)
    whole, peak = read(source, example, 0, 32_000)
    part, same = read(AudioFiles(SCALED, SIXTEEN), example, 500, 300)
    assert torch.equal(part, whole[500:800])
    assert int(same) == int(peak) == int(np.abs(steps.astype(int)).max())
