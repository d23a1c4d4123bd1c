"""Samples of sound files, decoded once and kept in memory up to a bound."""

from __future__ import annotations

import errno
from collections import OrderedDict
from pathlib import Path
from threading import Lock
from typing import final

import soundfile

from graphnet_audio.quantization import Pcm

KEPT_BYTES = 512 * 2**20


@final
class KeptSamples:
    """Stretches of files, fast wherever they begin: whole files stay in memory, oldest out first.

    A file that alone would pass `limit` bytes is never kept; its stretches are read one by one.
    Several threads may read at once.
    """

    def __init__(self, limit: int = KEPT_BYTES) -> None:
        self.limit = limit
        self.kept: OrderedDict[Path, Pcm] = OrderedDict()
        self.lock = Lock()

    @property
    def bytes_kept(self) -> int:
        """How much memory the kept samples take."""
        return sum(samples.nbytes for samples in self.kept.values())

    def read(self, path: Path, start: int, stop: int) -> Pcm:
        """Samples `start` to `stop` of a file, `(stop - start, channels)`.

        Raises OSError where they cannot be read: the file is gone, damaged, or got shorter.
        """
        with self.lock:
            samples = self.kept.get(path)
            if samples is not None:
                self.kept.move_to_end(path)
            else:
                samples, start, stop = self._decode(path, start, stop)
        if len(samples) < stop:
            raise OSError(errno.EIO, "holds fewer samples than its header promised", str(path))
        return samples[start:stop]

    def _decode(self, path: Path, start: int, stop: int) -> tuple[Pcm, int, int]:
        """The whole file, kept; or only the stretch, which then begins at 0."""
        try:
            with soundfile.SoundFile(str(path)) as file:
                if 2 * file.frames * file.channels <= self.limit:
                    return self._keep(path, _read(file, -1)), start, stop
                file.seek(start)
                return _read(file, stop - start), 0, stop - start
        except soundfile.LibsndfileError as problem:
            raise OSError(errno.EIO, problem.error_string, str(path)) from problem

    def _keep(self, path: Path, samples: Pcm) -> Pcm:
        while self.kept and self.bytes_kept + samples.nbytes > self.limit:
            self.kept.popitem(last=False)
        self.kept[path] = samples
        return samples


def _read(file: soundfile.SoundFile, frames: int) -> Pcm:
    samples: Pcm = file.read(frames, dtype="int16", always_2d=True)
    return samples
