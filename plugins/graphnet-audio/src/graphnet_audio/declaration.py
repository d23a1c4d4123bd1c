"""What the source `audio.files` promises; imports no torch."""

from __future__ import annotations

from typing import Literal

from attrs import field, frozen, validators

from graphnet.plugin import Declaration, StageType

SINK = "audio.file"


@frozen(kw_only=True)
class AudioFilesOptions:
    """How the files must be sampled, and how their 16-bit samples become codes.

    Depth in bits and number of channels are sizes: the source's contract states them.
    """

    sample_rate: int = field(default=16_000, validator=validators.gt(0))
    quantization: Literal["linear", "mu-law"] = "linear"


def declare(_options: AudioFilesOptions) -> Declaration:
    """Codes of all channels, time before channel; a shifted sequence begins with silence."""
    return Declaration(
        contract="-> int64 (batch:B, time:L, channel:C) in [0, 2**bits)",
        where=("1 <= bits <= 16",),
        implementation="graphnet_audio.source:AudioFiles",
        start="2**(bits-1)",
        sink=SINK,
    )


AUDIO_FILES = StageType(
    name="audio.files",
    summary="a folder of 16-bit WAV or FLAC files, its subfolders included",
    declare=declare,
    options=AudioFilesOptions,
)
