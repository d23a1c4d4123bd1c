"""FLAC as a yardstick costs what a FLAC file of the same samples takes."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch

from graphnet.build.protocols import Example
from graphnet_audio.flac import flac
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


@pytest.mark.parametrize("n_values", [2, 256, 4096, 65_537])
def test_it_is_not_offered_for_other_depths(n_values: int) -> None:
    assert flac(n_values) is None
