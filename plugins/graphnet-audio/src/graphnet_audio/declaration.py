"""What the source `audio.files` promises; imports no torch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from attrs import validators

from graphnet.plugin import Declaration, field, frozen
from graphnet_audio.depth import SIGNIFICANT, Depth, Quantization, full_scale, widest_codes

__all__ = ["SINK", "AudioFilesOptions", "Peak", "Resample", "declare"]

Peak = Literal["keep", "scale"]
Resample = Literal["none", "soxr-hq", "soxr-vhq"]

SINK = "audio.file"
AXES = "(batch:B, time:L, channel:C)"
LABELLED = {
    "out.label": "int64 (batch:B) in [0, n_labels)",
    "out.lengths": "int64 (batch:B) in [1, L]",
}
FLOAT_BITS = 24
"""What a float32 holds of a whole number."""


@frozen(kw_only=True)
class AudioFilesOptions:
    """What the files are, what their samples become, and what labels them.

    `sample_rate` is that of the values the model sees. Files have it too, unless `resample` names
    how another rate is brought to it: `soxr-hq` is exact to about 20 bits, `soxr-vhq` to 28.

    `depth` is what the files hold: whole numbers of so many bits, or 32-bit floats. Bits of a code
    and number of channels are sizes: the source's contract states them. With
    `quantization = "none"` samples stay what they are, numbers from -1 to 1.

    With `peak = "scale"` each file is brought to full range, and its own peak comes along as the
    port `peak`, from which every sample can be had back. With `labels = "folder"` a file's class is
    the folder it lies in, and each example brings its label and its length.
    """

    sample_rate: int = field(default=16_000, validator=validators.gt(0))
    quantization: Quantization = "linear"
    depth: Depth = "16-bit"
    resample: Resample = "none"
    peak: Peak = "keep"
    labels: Literal["none", "folder"] = "none"


def declare(options: AudioFilesOptions) -> Declaration:
    """All channels, time before channel; a shifted sequence begins with silence."""
    is_codes = options.quantization != "none"
    widest = widest_codes(options.depth, options.quantization)
    return Declaration(
        contract=_contract(options),
        where=(f"1 <= bits <= {widest}",) if is_codes else (),
        implementation="graphnet_audio.source:AudioFiles",
        start="2**(bits-1)" if is_codes else "0",
        sink=SINK,
        scan="graphnet_audio.folder:scan",
        lossless=lossless(options),
    )


def _contract(options: AudioFilesOptions) -> str | Mapping[str, str]:
    is_codes = options.quantization != "none"
    main = f"codes int64 {AXES} in [0, 2**bits)" if is_codes else f"pcm float {AXES} in [-1, 1]"
    ports = {"out.main": main}
    if options.labels == "folder":
        ports |= LABELLED
    if options.peak == "scale":
        ports["out.peak"] = _peak(options.depth)
    return ports if len(ports) > 1 else f"-> {main}"


def _peak(depth: Depth) -> str:
    """The largest sample of the whole file, as it was; of floats, the power of two above it."""
    if depth == "float":
        return "float (batch:B) in (0, inf)"
    return f"int64 (batch:B) in [1, {full_scale(depth)})"


def lossless(options: AudioFilesOptions) -> bool | str:
    """Where the values of a file can be had back from what is read, and from nothing else."""
    if options.resample != "none" or options.peak != "keep":
        return False
    match options.quantization:
        case "none":
            return SIGNIFICANT[options.depth] <= FLOAT_BITS
        case "linear" if options.depth != "float":
            return f"bits == {SIGNIFICANT[options.depth]}"
        case _:
            return False
