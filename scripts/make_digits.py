"""Makes the single digits under data/digits: one clip a digit, in a folder named after it.

Run it as `python -m scripts.make_digits [FOLDER]` in the folder above this one. It needs what
`scripts/make_speech.py` needs, and speaks as that does. The same versions make the same samples
again.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from scripts.make_speech import DIGITS, VOICES, Voice, shorten_pauses, speak, write_clip


@dataclass(frozen=True)
class Manner:
    """How digits are said: words per minute, and how far from a voice's own pitch."""

    speed: int
    pitch: int


@dataclass(frozen=True)
class Split:
    """One folder: in which manners its voices speak, and which voices say every digit."""

    folder: str
    manners: tuple[Manner, ...]
    voices: tuple[Voice, ...] = VOICES


SPLITS = (
    Split("train", (Manner(160, -6), Manner(190, 6), Manner(220, 0))),
    Split("valid", (Manner(205, 4),), VOICES[:2]),
    Split("test", (Manner(175, -3),)),
)


def main(folder: Path) -> None:
    """Write every digit in every manner of every voice."""
    for split in SPLITS:
        for manner in split.manners:
            for voice in split.voices:
                for number, digit in enumerate(DIGITS):
                    path = folder / split.folder / str(number) / clip_name(voice, manner)
                    said = Voice(voice.name, voice.pitch + manner.pitch)
                    write_clip(path, shorten_pauses(speak(said, manner.speed, (digit,))))


def clip_name(voice: Voice, manner: Manner) -> str:
    """`en-us+steph_160_44.flac`: voice, words per minute and pitch."""
    return f"{voice.name}_{manner.speed}_{voice.pitch + manner.pitch}.flac"


if __name__ == "__main__":
    here = Path(__file__).resolve().parent.parent
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else here / "data" / "digits")
