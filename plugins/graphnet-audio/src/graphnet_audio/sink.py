"""The sink `audio.file`: codes as a sound file, and a picture of it beside."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import final

import soundfile
from torch import Tensor

from graphnet.build.protocols import Written
from graphnet_audio.declaration import AudioFilesOptions
from graphnet_audio.folder import SUFFIXES
from graphnet_audio.quantization import pcm_table


@final
class AudioFile:
    """Writes codes of one `audio.files` source at the source's sample rate, with 16 bits."""

    suffixes = SUFFIXES

    def __init__(self, options: AudioFilesOptions, sizes: Mapping[str, int]) -> None:
        self.rate = float(options.sample_rate)
        self.pcm = pcm_table(options.quantization, sizes["bits"])

    def write(self, values: Tensor, path: Path) -> tuple[Written, ...]:
        """Write codes `(T, channels)` or `(T,)` to a `.wav` or `.flac` path; a PNG goes beside it.

        Raises OSError where the path cannot be written to.
        """
        suffix = path.suffix.lower()
        if suffix not in self.suffixes:
            raise ValueError(f"a sound file ends in {' or '.join(self.suffixes)}, not `{suffix}`")
        pcm = self.pcm[values.numpy(force=True)].reshape(len(values), -1)
        with path.open("w+b") as file:
            container = suffix.removeprefix(".").upper()
            soundfile.write(file, pcm, int(self.rate), format=container, subtype="PCM_16")
        from graphnet_audio.picture import draw_sound  # noqa: PLC0415  # matplotlib takes a second

        picture = path.with_suffix(".png")
        draw_sound(pcm, int(self.rate), picture)
        return (Written(path, "sound"), Written(picture, "spectrogram"))
