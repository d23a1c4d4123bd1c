"""What the source `audio.files` promises; imports no torch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from attrs import field, frozen, validators

from graphnet.plugin import Declaration, StageType

Quantization = Literal["linear", "mu-law", "none"]

SINK = "audio.file"
AXES = "(batch:B, time:L, channel:C)"
LABELLED = {
    "out.label": "int64 (batch:B) in [0, n_labels)",
    "out.lengths": "int64 (batch:B) in [1, L]",
}
EXACT: Mapping[Quantization, bool | str] = {"linear": "bits == 16", "mu-law": False, "none": True}
"""Where the 16 bits of a file are kept: in as many codes, or as the numbers they are."""


@frozen(kw_only=True)
class AudioFilesOptions:
    """How the files must be sampled, what their 16-bit samples become, and what labels them.

    Depth in bits and number of channels are sizes: the source's contract states them. With
    `quantization = "none"` samples stay what they are, numbers from -1 to 1. With
    `labels = "folder"` a file's class is the folder it lies in, and each example brings its label
    and its length.
    """

    sample_rate: int = field(default=16_000, validator=validators.gt(0))
    quantization: Quantization = "linear"
    labels: Literal["none", "folder"] = "none"


def declare(options: AudioFilesOptions) -> Declaration:
    """All channels, time before channel; a shifted sequence begins with silence."""
    is_codes = options.quantization != "none"
    main = f"codes int64 {AXES} in [0, 2**bits)" if is_codes else f"pcm float {AXES} in [-1, 1]"
    return Declaration(
        contract={"out.main": main, **LABELLED} if options.labels == "folder" else f"-> {main}",
        where=("1 <= bits <= 16",) if is_codes else (),
        implementation="graphnet_audio.source:AudioFiles",
        start="2**(bits-1)" if is_codes else "0",
        sink=SINK,
        scan="graphnet_audio.folder:scan",
        lossless=EXACT[options.quantization],
    )


AUDIO_FILES = StageType(
    name="audio.files",
    summary="a folder of 16-bit WAV or FLAC files, its subfolders included",
    declare=declare,
    options=AudioFilesOptions,
)
