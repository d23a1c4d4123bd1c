"""Stretches of WAV files that hold samples as they are: read from their place, and no more.

Such a stretch is one read at an offset: the system keeps what was read lately, for all processes,
and there is nothing to decode. A map into memory would save one copy of it, but a file that is cut
short meanwhile would then end the process with a bus error instead of an OSError.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import BinaryIO, cast, final

import numpy as np
from attrs import frozen

from graphnet_audio.coding import Raw
from graphnet_audio.declaration import AudioFilesOptions
from graphnet_audio.depth import Depth
from graphnet_audio.riff import FLOAT, PCM, Wave, is_riff, read_wave
from graphnet_audio.worth import check_values

TYPES: dict[Depth, tuple[int, str]] = {
    "16-bit": (PCM, "i2"),
    "32-bit": (PCM, "i4"),
    "float": (FLOAT, "f4"),
}


Stamp = tuple[int, int, int]


@final
class PlainFiles:
    """Reads WAV files of the wanted rate and depth that hold samples as they are."""

    def __init__(self, options: AudioFilesOptions) -> None:
        self.options = options
        self.known: dict[Path, tuple[Stamp, Wave | None]] = {}

    def read(self, path: Path, start: int, stop: int) -> Raw | None:
        """Samples `start` to `stop`, `(stop - start, channels)`; None of any other file.

        Raises OSError where they cannot be read, and RefusedError where a float is no number, or
        beyond full scale.
        """
        samples = self._plain(path, start, stop)
        if samples is not None and self.options.depth == "float":
            is_scaled = self.options.peak == "scale"
            check_values(path, samples, start, is_scaled=is_scaled)  # type: ignore[arg-type]
        return samples

    def _plain(self, path: Path, start: int, stop: int) -> Raw | None:
        codec, kind = TYPES.get(self.options.depth, (0, ""))
        if not kind:
            return None
        with path.open("rb") as file:
            wave = self._wave(path, file)
            if wave is None or not self._is_plain(wave, codec, np.dtype(kind).itemsize):
                return None
            return _stretch(path, file, wave, Part(kind, start, stop))

    def _wave(self, path: Path, file: BinaryIO) -> Wave | None:
        """What the header says, read anew where the file is another than last time."""
        facts = os.fstat(file.fileno())
        stamp = facts.st_ino, facts.st_size, facts.st_mtime_ns
        known = self.known.get(path)
        if known is None or known[0] != stamp:
            known = self.known[path] = stamp, _header(file)
        return known[1]

    def _is_plain(self, wave: Wave, codec: int, width: int) -> bool:
        found = wave.format
        is_wanted = (found.codec, found.sample_rate) == (codec, self.options.sample_rate)
        return is_wanted and found.bits == 8 * width and found.block == width * found.channels


@frozen
class Part:
    """Samples `start` to `stop`, stored as numbers of a kind."""

    kind: str
    start: int
    stop: int


def _header(file: BinaryIO) -> Wave | None:
    if not is_riff(file.read(12)):
        return None
    file.seek(0)
    wave = read_wave(file)
    return None if isinstance(wave, str) else wave


def _stretch(path: Path, file: BinaryIO, wave: Wave, part: Part) -> Raw:
    size, channels = wave.format.block, wave.format.channels
    there = max(0, min(part.stop, wave.promised // size) - part.start)
    stored = np.dtype(part.kind).newbyteorder(">" if wave.order == "big" else "<")
    found = np.empty((there, channels), stored)
    file.seek(wave.begin + part.start * size)
    count = file.readinto(found.data.cast("B")) if there else 0  # type: ignore[attr-defined]
    if there < part.stop - part.start or count < found.nbytes:
        raise OSError(errno.EIO, "holds fewer samples than its header promised", str(path))
    return cast(Raw, found.astype(part.kind, copy=False))
