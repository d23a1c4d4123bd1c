"""WAV and FLAC folders, channels in one sequence, sound files with a picture, FLAC's own size."""

from __future__ import annotations

from graphnet.plugin import BaselineType, SinkType, StageType, hookimpl
from graphnet_audio.amplitude import AMPLITUDE
from graphnet_audio.declaration import AUDIO_FILES, SINK
from graphnet_audio.order import INTERLEAVE
from graphnet_audio.stereo import MID_SIDE

GRAPHNET_API = ">=0.1,<0.2"

AUDIO_FILE = SinkType(
    name=SINK,
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
    return (AUDIO_FILES,)


@hookimpl
def graphnet_stages() -> tuple[StageType, ...]:
    """What stands between sound and a model of one channel."""
    return (INTERLEAVE, MID_SIDE, AMPLITUDE)


@hookimpl
def graphnet_sinks() -> tuple[SinkType, ...]:
    """Where sound goes."""
    return (AUDIO_FILE,)


@hookimpl
def graphnet_baselines() -> tuple[BaselineType, ...]:
    """What a model of sound is compared with."""
    return (FLAC,)
