"""The committed speech is what `scripts/make_speech.py` and the data's README say it is."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import numpy as np
import pytest
import soundfile

SPEECH = Path(__file__).parents[2] / "data" / "speech"
CLIPS = sorted(SPEECH.rglob("*.flac"))


def spoken(folder: str) -> Iterator[tuple[str, str, str]]:
    """Voice, speed and digits of every clip of a split, from its name."""
    for path in sorted((SPEECH / folder).glob("*.flac")):
        _, voice, speed, digits = path.stem.split("_")
        yield voice, speed, digits


def test_the_data_stay_small() -> None:
    assert len(CLIPS) == 50
    assert sum(path.stat().st_size for path in SPEECH.rglob("*") if path.is_file()) < 1_900_000


@pytest.mark.parametrize("path", CLIPS, ids=lambda path: path.stem)
def test_every_clip_is_mono_at_16_khz_and_16_bits_without_long_pauses(path: Path) -> None:
    info = soundfile.info(path)
    assert (info.samplerate, info.channels, info.subtype) == (16_000, 1, "PCM_16")
    samples, _ = soundfile.read(path, dtype="int16")
    level = np.abs(samples.astype(int))
    assert len(samples) > 2 * 8_192
    assert level.max() == 16_384
    quiet = level < 16_384 * 10 ** (-50 / 20)
    longest = max(len(list(run)) for is_quiet, run in groupby(quiet.tolist()) if is_quiet)
    assert longest < 0.065 * 16_000


def test_held_out_clips_say_other_digits_at_other_speeds_with_the_same_voices() -> None:
    voices, speeds, digits = (set(column) for column in zip(*spoken("train"), strict=True))
    for folder in ("valid", "test"):
        held_out = [set(column) for column in zip(*spoken(folder), strict=True)]
        assert held_out[0] == voices
        assert not held_out[1] & speeds
        assert not held_out[2] & digits
    assert len(digits) == 40
