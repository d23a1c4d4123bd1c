"""The committed digits are what `scripts/make_digits.py` and the data's README say they are."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import soundfile

from scripts.make_digits import SPLITS, Manner, clip_name
from scripts.make_speech import VOICES

DIGITS = Path(__file__).parents[2] / "data" / "digits"
CLIPS = sorted(DIGITS.rglob("*.flac"))


def manners(folder: str) -> set[tuple[str, str, str]]:
    """Voice, speed and pitch of every clip of a split, from its name."""
    names = (path.stem.split("_") for path in (DIGITS / folder).rglob("*.flac"))
    return {(voice, speed, pitch) for voice, speed, pitch in names}


def test_the_data_stay_small() -> None:
    assert sum(path.stat().st_size for path in DIGITS.rglob("*") if path.is_file()) < 1_500_000


def test_every_digit_is_said_as_often_in_every_split() -> None:
    counts = Counter(path.relative_to(DIGITS).parts[:2] for path in CLIPS)
    assert counts == {
        (split, str(digit)): count
        for split, count in (("train", 15), ("valid", 2), ("test", 5))
        for digit in range(10)
    }


@pytest.mark.parametrize("split", ["train", "valid", "test"])
def test_every_clip_is_short_mono_16_khz_and_16_bits(split: str) -> None:
    for path in sorted((DIGITS / split).rglob("*.flac")):
        info = soundfile.info(path)
        assert (info.samplerate, info.channels, info.subtype) == (16_000, 1, "PCM_16")
        samples, _ = soundfile.read(path, dtype="int16")
        assert 2_880 <= len(samples) <= 10_720
        assert np.abs(samples.astype(int)).max() == 16_384


@pytest.mark.parametrize("split", ["valid", "test"])
def test_no_voice_is_held_out_at_a_speed_or_pitch_of_the_training(split: str) -> None:
    train = manners("train")
    assert {voice for voice, _, _ in manners(split)} <= {voice for voice, _, _ in train}
    for voice, speed, pitch in manners(split):
        assert speed not in {s for v, s, _ in train if v == voice}
        assert pitch not in {p for v, _, p in train if v == voice}


def test_the_script_makes_the_names_that_are_there() -> None:
    made = {
        f"{split.folder}/{digit}/{clip_name(voice, manner)}"
        for split in SPLITS
        for manner in split.manners
        for voice in split.voices
        for digit in range(10)
    }
    assert made == {path.relative_to(DIGITS).as_posix() for path in CLIPS}
    assert clip_name(VOICES[3], Manner(160, -6)) == "en-us+travis_160_29.flac"
