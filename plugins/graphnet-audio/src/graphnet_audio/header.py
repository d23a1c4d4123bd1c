"""What the header of a sound file says, and whether the samples it promises are there."""

from __future__ import annotations

import shlex
import stat
from pathlib import Path
from typing import BinaryIO

from attrs import frozen

from graphnet.plugin import Refusal
from graphnet_audio.riff import is_riff, read_wave
from graphnet_audio.stream import MAGIC, ends_whole, read_stream_info, skip_tag

MOVE_OUT = "move it out of the folder"
COPY_AGAIN = f"copy the file again from where it came, or {MOVE_OUT}"


@frozen
class Header:
    """The facts of one sound file; `frames` counts items in time, whatever the channels."""

    frames: int
    sample_rate: int
    channels: int
    depth: str


def read_header(path: Path) -> Header | Refusal:
    """The header of a file that is whole as far as can be seen without decoding it.

    The file is opened once, and a few kilobytes at its two ends are read.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return Refusal(path=path, reason="it is no regular file", help=MOVE_OUT)
        with path.open("rb") as file:
            return _read(path, file)
    except OSError as problem:
        reason = f"the system says {system_words(problem)}"
        return Refusal(path=path, reason=reason, help=_mend_access(path))


def _read(path: Path, file: BinaryIO) -> Header | Refusal:
    beginning = file.read(12)
    file.seek(0)
    if not beginning:
        return Refusal(path=path, reason="it is empty (0 bytes)", help=COPY_AGAIN)
    if is_riff(beginning):
        return _read_wav(path, file)
    if skip_tag(file) == MAGIC:
        return _read_flac(path, file)
    return Refusal(path=path, reason=_foreign(beginning), help=_convert(path))


def _read_wav(path: Path, file: BinaryIO) -> Header | Refusal:
    """A WAV file must hold what it promises: decoders silently take what is there."""
    wave = read_wave(file)
    if isinstance(wave, str):
        return Refusal(path=path, reason=f"its header is damaged ({wave})", help=COPY_AGAIN)
    if wave.promised > wave.present:
        missing = f"{wave.promised:,} bytes of samples, {wave.present:,} are there"
        return _cut_short(path, f"its header promises {missing}")
    frames = wave.promised // wave.format.block
    if not frames:
        return Refusal(path=path, reason="it holds no samples", help=MOVE_OUT)
    return Header(frames, wave.format.sample_rate, wave.format.channels, wave.format.depth)


def _read_flac(path: Path, file: BinaryIO) -> Header | Refusal:
    info = read_stream_info(file)
    if info is None:
        reason = "its header is damaged (no facts of the stream)"
        return Refusal(path=path, reason=reason, help=COPY_AGAIN)
    if not info.total:
        reason = "its header does not say how many samples it holds (it was written to a pipe)"
        return Refusal(path=path, reason=reason, help=_rewrite(path))
    if not ends_whole(file, info):
        promised = f"its header promises {info.total:,} samples"
        return _cut_short(path, f"{promised}, and the last is not there")
    return Header(info.total, info.sample_rate, info.channels, f"{info.bits}-bit PCM")


def _cut_short(path: Path, how: str) -> Refusal:
    return Refusal(path=path, reason=f"it is cut short: {how}", help=COPY_AGAIN)


def _foreign(beginning: bytes) -> str:
    return f"it is neither WAV nor FLAC (it begins with `{repr(beginning)[2:-1]}`)"


def system_words(problem: OSError) -> str:
    """What the operating system says of a file or folder it refuses."""
    return f"`{(problem.strerror or type(problem).__name__).lower()}`"


def _mend_access(path: Path) -> str:
    if path.is_symlink():
        return "remove the link, or point it at a file"
    return f"give yourself the right to read it, or {MOVE_OUT}"


def _rewrite(path: Path) -> str:
    source, target = shlex.quote(str(path)), shlex.quote(f"whole-{path.name}")
    return f"write it anew, `sox {source} {target}`, and move the old one out of the folder"


def _convert(path: Path) -> str:
    source, target = shlex.quote(str(path)), shlex.quote(f"{path.stem}.converted.wav")
    return f"{MOVE_OUT}; if it is sound, convert it: `ffmpeg -i {source} -c:a pcm_s16le {target}`"
