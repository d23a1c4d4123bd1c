"""The source `audio.files`: sound files as codes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import final

import numpy as np
import torch
from torch import Tensor

from graphnet.build.protocols import Example, Scan
from graphnet_audio.declaration import AudioFilesOptions
from graphnet_audio.folder import SUFFIXES, Wanted, scan_folder
from graphnet_audio.quantization import code_table
from graphnet_audio.samples import KeptSamples


@final
class AudioFiles:
    """Finds and reads WAV and FLAC files of one rate and one number of channels."""

    suffixes = SUFFIXES

    def __init__(self, options: AudioFilesOptions, sizes: Mapping[str, int]) -> None:
        self.wanted = Wanted(options.sample_rate, sizes["C"])
        self.codes = code_table(options.quantization, sizes["bits"])
        self.samples = KeptSamples()

    def scan(self, folder: Path) -> Scan:
        """What a folder and its subfolders hold, by headers alone."""
        return scan_folder(folder, self.wanted)

    def read(self, example: Example, start: int, length: int) -> Tensor:
        """Codes of the items from `start`, `(length, channels)`, int64.

        Raises OSError where a file that was scanned cannot be read any more.
        """
        if not 0 <= start <= start + length <= example.length:
            raise ValueError(f"items {start} to {start + length} of {example.length} are asked for")
        pcm = self.samples.read(example.path, start, start + length)
        return torch.from_numpy(self.codes[pcm.view(np.uint16)])
