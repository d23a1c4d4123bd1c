"""Stretches of a sound file as samples, whatever its rate, without reading what lies before."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Literal, cast, final

import numpy as np
import soundfile

from graphnet_audio.coding import Raw
from graphnet_audio.declaration import AudioFilesOptions, Resample
from graphnet_audio.depth import BITS, WORDS, Depth
from graphnet_audio.quantization import Reals
from graphnet_audio.rates import Rates, is_resampled, length_after
from graphnet_audio.unindexed import Unindexed
from graphnet_audio.worth import check_values

Dtype = Literal["int16", "int32", "float32"]
SUBTYPES = {
    "PCM_U8": "8-bit",
    "PCM_S8": "8-bit",
    "PCM_16": "16-bit",
    "PCM_24": "24-bit",
    "PCM_32": "32-bit",
    "FLOAT": "float",
}
DTYPES: dict[Depth, Dtype] = {
    "8-bit": "int16",
    "16-bit": "int16",
    "24-bit": "int32",
    "32-bit": "int32",
    "float": "float32",
}


@final
class SoundFiles:
    """Reads files of one depth; those of another rate are resampled where a quality is named."""

    def __init__(self, options: AudioFilesOptions) -> None:
        self.depth: Depth = options.depth
        self.rate = options.sample_rate
        self.resample: Resample = options.resample
        self.is_scaled = options.peak == "scale"

    def read(self, path: Path, start: int, stop: int) -> Raw:
        """Samples `start` to `stop` at the wanted rate, or those there are, `(T, channels)`.

        Raises OSError where they cannot be read: the file is gone, damaged, or is another now; and
        RefusedError where a float is no number, or beyond full scale.
        """
        try:
            with open_sound(str(path)) as file:
                self._check(file, path)
                rates = Rates(file.samplerate, self.rate)
                frames = file.frames
                if is_resampled(self.resample, rates):
                    return self._resampled(path, rates, (start, stop, frames))
            return self._whole_numbers(path, start, min(stop, frames))
        except soundfile.LibsndfileError as problem:
            raise OSError(errno.EIO, problem.error_string, str(path)) from problem

    def _check(self, file: soundfile.SoundFile, path: Path) -> None:
        """A file that was scanned can have been replaced since."""
        wanted = file.samplerate == self.rate or self.resample != "none"
        if SUBTYPES.get(file.subtype) != self.depth or not wanted:
            now = f"is no longer {WORDS[self.depth]} at {self.rate} Hz"
            raise OSError(errno.EIO, now, str(path))

    def _whole_numbers(self, path: Path, start: int, stop: int) -> Raw:
        """As the file holds them: libsndfile puts narrower samples into the upper bits."""
        dtype = DTYPES[self.depth]
        samples: Raw = _stretch(path, start, max(0, stop - start), dtype)
        if self.depth in {"8-bit", "24-bit"}:
            samples >>= 8  # type: ignore[operator]  # these two are whole numbers
        if self.depth == "float":
            check_values(path, samples, start, is_scaled=self.is_scaled)  # type: ignore[arg-type]
        return samples

    def _resampled(self, path: Path, rates: Rates, asked: tuple[int, int, int]) -> Raw:
        from graphnet_audio.resample import resampled  # noqa: PLC0415  # only where it is asked for

        start, stop, frames = asked
        stop = min(stop, length_after(frames, rates))
        begin, end = rates.around(start, stop, frames)
        source = self._whole_numbers(path, begin, end)
        if len(source) < end - begin:
            raise OSError(errno.EIO, "holds fewer samples than its header promised", str(path))
        cut = start - rates.places(begin)
        found = resampled(source.astype(np.float64), rates, self.resample)
        return self._rounded(found[cut : cut + max(0, stop - start)])

    def _rounded(self, samples: Reals) -> Raw:
        """Samples of the file's own kind; what overshoots full scale becomes full scale."""
        if self.depth == "float":
            most = np.inf if self.is_scaled else 1.0
            return cast(Raw, samples.clip(-most, most).astype(np.float32))
        scale = 1 << BITS[self.depth] - 1
        return cast(Raw, np.rint(samples).clip(-scale, scale - 1).astype(DTYPES[self.depth]))


def open_sound(file: str | Unindexed) -> soundfile.SoundFile:
    """A file that libsndfile can read."""
    return soundfile.SoundFile(file)


def _stretch(path: Path, start: int, count: int, dtype: Dtype) -> Raw:
    """By a seek; where a FLAC file's own index leads astray, by one that searches instead."""
    with open_sound(str(path)) as file:
        try:
            return _read(file, start, count, dtype)
        except soundfile.LibsndfileError:
            if file.format != "FLAC":
                raise
    with Unindexed(path) as content, open_sound(content) as file:
        return _read(file, start, count, dtype)


def _read(file: soundfile.SoundFile, start: int, frames: int, dtype: Dtype) -> Raw:
    file.seek(start)
    samples: Raw = file.read(frames, dtype=dtype, always_2d=True)
    return samples
