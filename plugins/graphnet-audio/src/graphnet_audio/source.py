"""The source `audio.files`: sound files as codes, or as the samples they hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import final

import numpy as np
import torch
from torch import Tensor

from graphnet.build.protocols import Example, Values
from graphnet_audio.coding import Raw, encoder
from graphnet_audio.declaration import AudioFilesOptions
from graphnet_audio.decode import SoundFiles
from graphnet_audio.peak import peak_of, scaled, size_of
from graphnet_audio.plain import PlainFiles
from graphnet_audio.samples import BLOCK, KeptSamples


@final
class AudioFiles:
    """Reads the WAV and FLAC files that `folder.scan` found."""

    def __init__(self, options: AudioFilesOptions, sizes: Mapping[str, int]) -> None:
        self.options = options
        self.encode = encoder(options, sizes)
        self.plain = PlainFiles(options)
        self.samples = KeptSamples(SoundFiles(options))
        self.peaks: dict[Path, int | float] = {}

    def read(self, example: Example, start: int, length: int) -> Values:
        """The items from `start`, `(length, channels)`: codes in int64, or samples in float32.

        With classes it also brings `lengths`, and `label` where the example has one; with scaled
        peaks, `peak`. Raises OSError where a file that was scanned cannot be read any more, and
        RefusedError where a float is no number or lies beyond full scale.
        """
        if not 0 <= start <= start + length <= example.length:
            raise ValueError(f"items {start} to {start + length} of {example.length} are asked for")
        beside = self._labels(example, length) if self.options.labels == "folder" else {}
        raw = self._samples(example.path, start, start + length)
        if self.options.peak == "scale":
            peak = self._peak(example)
            raw = scaled(raw, peak, self.options.depth)
            beside["peak"] = torch.tensor(peak)
        main = torch.from_numpy(np.ascontiguousarray(self.encode(raw)))
        return {"main": main, **beside} if beside else main

    def _samples(self, path: Path, start: int, stop: int) -> Raw:
        plain = self.plain.read(path, start, stop)
        return self.samples.read(path, start, stop) if plain is None else plain

    def _labels(self, example: Example, length: int) -> dict[str, Tensor]:
        label = {} if example.label is None else {"label": torch.tensor(example.label)}
        return {"lengths": torch.tensor(length), **label}

    def _peak(self, example: Example) -> int | float:
        """From the whole file, gone through once, a block at a time."""
        peak = self.peaks.get(example.path)
        if peak is None:
            size = max(size_of(block) for block in self._blocks(example))
            peak = self.peaks[example.path] = peak_of(size, self.options.depth)
        return peak

    def _blocks(self, example: Example) -> Iterator[Raw]:
        for start in range(0, example.length, BLOCK):
            yield self._samples(example.path, start, min(start + BLOCK, example.length))
