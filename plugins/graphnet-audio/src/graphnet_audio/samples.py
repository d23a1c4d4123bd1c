"""Samples of sound files, decoded in blocks that are kept in memory up to a bound."""

from __future__ import annotations

import errno
from collections import OrderedDict
from pathlib import Path
from threading import Lock
from typing import Protocol, cast, final

import numpy as np

from graphnet_audio.coding import Raw

KEPT_BYTES = 512 * 2**20
BLOCK = 1 << 16


class Reader(Protocol):
    """What decodes a file."""

    def read(self, path: Path, start: int, stop: int) -> Raw:
        """A stretch, or what there is of it."""
        ...


@final
class KeptSamples:
    """Stretches of files: the blocks they lie in are decoded once and kept, oldest out first.

    A stretch decodes at most one block more than it is long on either side, however long the file
    is. Blocks begin at multiples of `block`, so a sample does not depend on what is asked with it.
    Several threads may read at once.
    """

    def __init__(self, reader: Reader, limit: int = KEPT_BYTES, block: int = BLOCK) -> None:
        self.reader = reader
        self.limit = limit
        self.block = block
        self.kept: OrderedDict[tuple[Path, int], Raw] = OrderedDict()
        self.bytes_kept = 0
        self.lock = Lock()

    def read(self, path: Path, start: int, stop: int) -> Raw:
        """Samples `start` to `stop` of a file, `(stop - start, channels)`.

        Raises OSError where they cannot be read: the file is gone, damaged, or got shorter.
        """
        first = start // self.block
        last = max(first + 1, -(-stop // self.block))
        with self.lock:
            blocks = [self._block(path, number) for number in range(first, last)]
        samples = cast(Raw, blocks[0] if len(blocks) == 1 else np.concatenate(blocks))
        begin = first * self.block
        if begin + len(samples) < stop:
            raise OSError(errno.EIO, "holds fewer samples than its header promised", str(path))
        return samples[start - begin : stop - begin]

    def _block(self, path: Path, number: int) -> Raw:
        key = (path, number)
        samples = self.kept.get(key)
        if samples is not None:
            self.kept.move_to_end(key)
            return samples
        samples = self.reader.read(path, number * self.block, (number + 1) * self.block)
        self._keep(key, samples)
        return samples

    def _keep(self, key: tuple[Path, int], samples: Raw) -> None:
        while self.kept and self.bytes_kept + samples.nbytes > self.limit:
            self.bytes_kept -= self.kept.popitem(last=False)[1].nbytes
        if samples.nbytes <= self.limit:
            self.kept[key] = samples
            self.bytes_kept += samples.nbytes
