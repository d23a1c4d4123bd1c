"""The source `audio.files`: sound files as codes, or as the samples they hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import final

import numpy as np
import torch

from graphnet.build.protocols import Example, Values
from graphnet_audio.declaration import AudioFilesOptions
from graphnet_audio.quantization import Codes, Samples, code_table, sample_table
from graphnet_audio.samples import KeptSamples


@final
class AudioFiles:
    """Reads the WAV and FLAC files that `folder.scan` found."""

    def __init__(self, options: AudioFilesOptions, sizes: Mapping[str, int]) -> None:
        self.values = value_table(options, sizes)
        self.is_labelled = options.labels == "folder"
        self.samples = KeptSamples()

    def read(self, example: Example, start: int, length: int) -> Values:
        """The items from `start`, `(length, channels)`: codes in int64, or samples in float32.

        With classes it also brings `lengths`, and `label` where the example has one. Raises
        OSError where a file that was scanned cannot be read any more.
        """
        if not 0 <= start <= start + length <= example.length:
            raise ValueError(f"items {start} to {start + length} of {example.length} are asked for")
        pcm = self.samples.read(example.path, start, start + length)
        main = torch.from_numpy(self.values[pcm.view(np.uint16)])
        if not self.is_labelled:
            return main
        values = {"main": main, "lengths": torch.tensor(length)}
        if example.label is not None:
            values["label"] = torch.tensor(example.label)
        return values


def value_table(options: AudioFilesOptions, sizes: Mapping[str, int]) -> Codes | Samples:
    """What each of the 65,536 samples becomes, at the sample's bits read as an unsigned number."""
    match options.quantization:
        case "none":
            return sample_table()
        case coding:
            return code_table(coding, sizes["bits"])
