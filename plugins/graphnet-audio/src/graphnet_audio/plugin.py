"""WAV and FLAC folders, channels in one sequence, sound files with a picture, FLAC's own size."""

from __future__ import annotations

from graphnet.plugin import BaselineType, SinkType, StageType, hookimpl

GRAPHNET_API = ">=0.1,<0.2"

AUDIO_FILE = SinkType(
    name="audio.file",
    summary="a WAV or FLAC file as the source reads them, and its waveform and spectrogram as PNG",
    implementation="graphnet_audio.sink:AudioFile",
)
FLAC = BaselineType(
    name="audio.flac",
    summary="the same 16- or 24-bit samples as a FLAC file, at FLAC's highest compression",
    implementation="graphnet_audio.flac:flac",
)


@hookimpl
def graphnet_sources() -> tuple[StageType, ...]:
    """Where sound comes from."""
    return (
        StageType(
            name="audio.files",
            summary="a folder of WAV or FLAC files, its subfolders included",
            declare="graphnet_audio.declaration:declare",
            options="graphnet_audio.declaration:AudioFilesOptions",
        ),
    )


@hookimpl
def graphnet_stages() -> tuple[StageType, ...]:
    """What stands between sound and a model of one channel."""
    return (
        StageType(
            name="audio.interleave",
            summary="several channels as one, their samples in turns or in blocks",
            declare="graphnet_audio.order:declare",
            options="graphnet_audio.order:InterleaveOptions",
        ),
        StageType(
            name="audio.mid-side",
            summary="left and right as their mean and their difference, which lose nothing",
            declare="graphnet_audio.stereo:declare",
        ),
        StageType(
            name="audio.amplitude",
            summary="linear codes as the numbers from -1 to 1 at the centres of their bins",
            declare="graphnet_audio.amplitude:declare",
        ),
    )


@hookimpl
def graphnet_sinks() -> tuple[SinkType, ...]:
    """Where sound goes."""
    return (AUDIO_FILE,)


@hookimpl
def graphnet_baselines() -> tuple[BaselineType, ...]:
    """What a model of sound is compared with."""
    return (FLAC,)
