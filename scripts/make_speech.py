"""Makes the spoken digits under data/speech: espeak-ng voices at 16 kHz, 16 bits, mono, as FLAC.

Run it as `python scripts/make_speech.py [FOLDER]`. It needs the program espeak-ng and the packages
numpy, soundfile and soxr; nothing else in the project needs espeak-ng or soxr. The same versions
of these make the same samples again.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile
import soxr

RATE = 16_000
PEAK = 0.5
SILENCE = 10 ** (-50 / 20)  # of the peak; quieter stretches count as pauses
LONGEST_PAUSE = RATE // 20
FRAME = RATE // 200
DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")

Samples = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Voice:
    """One speaker: a voice of espeak-ng with a variant, and its pitch from 0 to 99."""

    name: str
    pitch: int


@dataclass(frozen=True)
class Split:
    """How one folder is filled: clips for each voice, digits in a clip, words per minute."""

    folder: str
    clips: int
    digits: int
    speeds: tuple[int, ...]


VOICES = (
    Voice("en-us+steph", 50),
    Voice("en-us+Michael", 40),
    Voice("en-us+anika", 55),
    Voice("en-us+travis", 35),
    Voice("en-us+Andy", 45),
)
SPLITS = (
    Split("train", clips=8, digits=7, speeds=(150, 165, 180, 195)),
    Split("valid", clips=1, digits=5, speeds=(172,)),
    Split("test", clips=1, digits=7, speeds=(158, 188)),
)


def main(folder: Path) -> None:
    """Write every clip of every split; no two clips say the same digits."""
    chance = random.Random(20)  # noqa: S311  # repeatable digits are wanted, not secrets
    said: set[tuple[str, ...]] = set()
    for split in SPLITS:
        for number in range(split.clips * len(VOICES)):
            voice = VOICES[number % len(VOICES)]
            speed = split.speeds[number % len(split.speeds)]
            digits = draw_digits(chance, split.digits, said)
            path = folder / split.folder / clip_name(number, voice, speed, digits)
            write_clip(path, shorten_pauses(speak(voice, speed, digits)))


def draw_digits(chance: random.Random, count: int, said: set[tuple[str, ...]]) -> tuple[str, ...]:
    """A string of digits that was not said before, without a digit twice in a row."""
    while True:
        digits = tuple(chance.sample(DIGITS, count))
        if digits not in said:
            said.add(digits)
            return digits


def clip_name(number: int, voice: Voice, speed: int, digits: tuple[str, ...]) -> str:
    """`00_en-us+steph_150_2416987.flac`: number, voice, words per minute and what is said."""
    spoken = "".join(str(DIGITS.index(digit)) for digit in digits)
    return f"{number:02d}_{voice.name}_{speed}_{spoken}.flac"


def speak(voice: Voice, speed: int, digits: tuple[str, ...]) -> Samples:
    """What espeak-ng says, resampled to `RATE`."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "speech.wav"
        sound = ["-v", voice.name, "-p", str(voice.pitch), "-s", str(speed), "-g", "0"]
        command = ["espeak-ng", *sound, "-w", str(path), " ".join(digits)]
        subprocess.run(command, check=True)  # noqa: S603  # every word of it stands in this file
        samples, rate = soundfile.read(path, dtype="float64")
    resampled: Samples = soxr.resample(samples, rate, RATE, quality="VHQ")
    return resampled


def shorten_pauses(samples: Samples) -> Samples:
    """The same speech with no pause longer than `LONGEST_PAUSE`, at its ends neither."""
    frames = samples[: len(samples) // FRAME * FRAME].reshape(-1, FRAME)
    loud = np.abs(frames).max(axis=1) > SILENCE * np.abs(samples).max()
    since_sound = np.zeros(len(loud), dtype=int)
    for index in range(1, len(loud)):
        since_sound[index] = 0 if loud[index] else since_sound[index - 1] + 1
    kept = since_sound * FRAME < LONGEST_PAUSE
    kept[: np.argmax(loud)] = False
    return frames[kept].reshape(-1)


def write_clip(path: Path, samples: Samples) -> None:
    """Scale to the common peak and write 16-bit FLAC as small as FLAC gets."""
    path.parent.mkdir(parents=True, exist_ok=True)
    codes = np.round(samples / np.abs(samples).max() * PEAK * 32768).astype(np.int16)
    soundfile.write(path, codes, RATE, subtype="PCM_16", compression_level=1.0)


if __name__ == "__main__":
    here = Path(__file__).resolve().parent.parent
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else here / "data" / "speech")
