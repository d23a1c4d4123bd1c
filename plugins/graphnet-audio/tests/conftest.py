"""Sound files for tests, good and bad, made on the spot."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from graphnet_audio.quantization import Pcm


@pytest.fixture
def noise() -> Pcm:
    """One second of noise, `(16000, 1)`."""
    generator = np.random.default_rng(0)
    return generator.integers(-20_000, 20_000, (16_000, 1), dtype=np.int16)


@pytest.fixture
def wav(tmp_path: Path, noise: Pcm) -> Path:
    """The noise as a good WAV file in an otherwise empty folder."""
    path = tmp_path / "noise.wav"
    soundfile.write(path, noise, 16_000, subtype="PCM_16")
    return path


@pytest.fixture
def flac(tmp_path: Path, noise: Pcm) -> Path:
    """The noise as a good FLAC file in the same folder."""
    path = tmp_path / "noise.flac"
    soundfile.write(path, noise, 16_000, subtype="PCM_16")
    return path
