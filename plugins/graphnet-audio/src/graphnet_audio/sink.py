"""The sink `audio.file`: codes or samples as a sound file, and a picture of it beside."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, final

import numpy.typing as npt
import soundfile
from torch import Tensor

from graphnet.build.protocols import Written
from graphnet_audio.declaration import AudioFilesOptions
from graphnet_audio.folder import SUFFIXES
from graphnet_audio.quantization import Pcm, nearest_pcm, pcm_table


@final
class AudioFile:
    """Writes what one `audio.files` source gives, at the source's sample rate, with 16 bits."""

    suffixes = SUFFIXES

    def __init__(self, options: AudioFilesOptions, sizes: Mapping[str, int]) -> None:
        self.rate = float(options.sample_rate)
        self.to_pcm = pcm_maker(options, sizes)

    def write(self, values: Tensor, path: Path) -> tuple[Written, ...]:
        """Write values `(T, channels)` or `(T,)` to a `.wav` or `.flac` path; a PNG goes beside it.

        Raises OSError where the path cannot be written to.
        """
        suffix = path.suffix.lower()
        if suffix not in self.suffixes:
            raise ValueError(f"a sound file ends in {' or '.join(self.suffixes)}, not `{suffix}`")
        pcm = self.to_pcm(values.numpy(force=True)).reshape(len(values), -1)
        with path.open("w+b") as file:
            container = suffix.removeprefix(".").upper()
            soundfile.write(file, pcm, int(self.rate), format=container, subtype="PCM_16")
        from graphnet_audio.picture import draw_sound  # noqa: PLC0415  # matplotlib takes a second

        picture = path.with_suffix(".png")
        draw_sound(pcm, int(self.rate), picture)
        return (Written(path, "sound"), Written(picture, "spectrogram"))


def pcm_maker(
    options: AudioFilesOptions, sizes: Mapping[str, int]
) -> Callable[[npt.NDArray[Any]], Pcm]:
    """What turns a source's values into 16-bit samples."""
    match options.quantization:
        case "none":
            return nearest_pcm
        case coding:
            return pcm_table(coding, sizes["bits"]).__getitem__
