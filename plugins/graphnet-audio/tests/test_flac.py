"""FLAC as a yardstick costs what a FLAC file of the same samples takes."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch

from graphnet.build.protocols import Example
from graphnet_audio.flac import channels_of, flac
from graphnet_audio.quantization import Pcm

EXAMPLE = Example(Path("clip.wav"), 0)


def test_it_costs_what_the_file_takes(tmp_path: Path, noise: Pcm) -> None:
    path = tmp_path / "x.flac"
    soundfile.write(path, noise, 16_000, subtype="PCM_16", compression_level=1.0)
    yardstick = flac(65_536)
    assert yardstick is not None
    yardstick.fit([])
    codes = torch.from_numpy(noise[:, 0].astype(np.int64) + 32_768)
    bits = yardstick.nats(codes, EXAMPLE) / math.log(2)
    assert bits == pytest.approx(8 * path.stat().st_size)
    assert 15 < bits / len(codes) < 16, "uniform noise of 40,000 levels holds 15.3 bits"


def test_silence_costs_almost_nothing() -> None:
    yardstick = flac(65_536)
    assert yardstick is not None
    silence = torch.full((160_000,), 32_768)
    assert yardstick.nats(silence, EXAMPLE) / math.log(2) / len(silence) < 0.05


@pytest.mark.parametrize("n_values", [2, 256, 4096, 65_537, 2**24 + 1])
def test_it_is_not_offered_for_other_depths(n_values: int) -> None:
    assert flac(n_values) is None


def cost(n_values: int, codes: torch.Tensor, path: Path) -> float:
    yardstick = flac(n_values)
    assert yardstick is not None
    return yardstick.nats(codes, Example(path, 0)) / math.log(2)


def test_twenty_four_bit_samples_cost_what_their_file_takes(tmp_path: Path) -> None:
    samples = np.random.default_rng(0).integers(-(2**23), 2**23, (9_000, 1)).astype(np.int32)
    path = tmp_path / "x.flac"
    soundfile.write(path, samples << 8, 16_000, subtype="PCM_24", compression_level=1.0)
    codes = torch.from_numpy(samples.reshape(-1).astype(np.int64) + 2**23)
    assert cost(2**24, codes, path) == pytest.approx(8 * path.stat().st_size)


@pytest.mark.parametrize("subtype", ["PCM_16", "PCM_24"])
def test_channels_that_are_alike_are_compressed_together(
    tmp_path: Path, noise: Pcm, subtype: str
) -> None:
    path, depth = tmp_path / "stereo.flac", int(subtype[-2:])
    stereo = np.concatenate([noise, noise], axis=1).astype(np.int32) << depth - 16
    soundfile.write(path, stereo << 32 - depth, 16_000, subtype=subtype, compression_level=1.0)
    codes = torch.from_numpy(stereo.reshape(-1).astype(np.int64) + (1 << depth - 1))
    together = cost(1 << depth, codes, path)
    assert together == pytest.approx(8 * path.stat().st_size)
    assert together < 0.7 * cost(1 << depth, codes, tmp_path / "gone.flac")


def test_values_that_do_not_fill_the_channels_are_one_sequence(tmp_path: Path, noise: Pcm) -> None:
    path = tmp_path / "stereo.wav"
    soundfile.write(path, noise.repeat(2, axis=1), 16_000, subtype="PCM_16")
    assert channels_of(Example(path, 0), 10) == 2
    assert channels_of(Example(path, 0), 11) == 1
