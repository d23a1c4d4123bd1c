"""The sink `audio.file`: codes or samples as a sound file, and a picture of it beside."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import final

import soundfile
from torch import Tensor

from graphnet.build.protocols import Written
from graphnet_audio.coding import Raw, decoder, numbers
from graphnet_audio.declaration import AudioFilesOptions
from graphnet_audio.depth import Depth
from graphnet_audio.folder import SUFFIXES
from graphnet_audio.peak import unscaled

SUBTYPES: Mapping[tuple[str, Depth], str] = {
    (".wav", "8-bit"): "PCM_U8",
    (".wav", "16-bit"): "PCM_16",
    (".wav", "24-bit"): "PCM_24",
    (".wav", "32-bit"): "PCM_32",
    (".wav", "float"): "FLOAT",
    (".flac", "8-bit"): "PCM_S8",
    (".flac", "16-bit"): "PCM_16",
    (".flac", "24-bit"): "PCM_24",
}
"""How each kind of file holds samples of each depth; FLAC holds neither 32 bits nor floats."""


@final
class AudioFile:
    """Writes what one `audio.files` source gives: its rate, its depth, its channels."""

    def __init__(self, options: AudioFilesOptions, sizes: Mapping[str, int]) -> None:
        self.rate = float(options.sample_rate)
        self.depth: Depth = options.depth
        self.suffixes = tuple(s for s in SUFFIXES if (s, options.depth) in SUBTYPES)
        self.decode = decoder(options, sizes)

    def write(self, values: Tensor, path: Path, peak: float | None = None) -> tuple[Written, ...]:
        """Write values `(T, channels)` or `(T,)` to a `.wav` or `.flac` path; a PNG goes beside it.

        `peak` is what the source's port of that name gave: the file that was read comes out, and
        not one at full range. Raises OSError where the path cannot be written to.
        """
        suffix = path.suffix.lower()
        if suffix not in self.suffixes:
            raise ValueError(f"a sound file ends in {' or '.join(self.suffixes)}, not `{suffix}`")
        raw = self.decode(values.numpy(force=True)).reshape(len(values), -1)
        raw = raw if peak is None else unscaled(raw, peak, self.depth)
        with path.open("w+b") as file:
            container, subtype = (suffix.removeprefix(".").upper(), SUBTYPES[suffix, self.depth])
            soundfile.write(
                file, in_upper_bits(raw, self.depth), int(self.rate), subtype, format=container
            )
        from graphnet_audio.picture import draw_sound  # noqa: PLC0415  # matplotlib takes a second

        picture = path.with_suffix(".png")
        draw_sound(numbers(raw, self.depth), int(self.rate), picture)
        return (Written(path, "sound"), Written(picture, "spectrogram"))


def in_upper_bits(raw: Raw, depth: Depth) -> Raw:
    """Samples as libsndfile takes them: those of 8 and 24 bits in the upper bits of 16 and 32."""
    return raw << 8 if depth in {"8-bit", "24-bit"} else raw  # type: ignore[operator]
