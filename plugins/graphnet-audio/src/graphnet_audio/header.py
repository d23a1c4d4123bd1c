"""What the header of a sound file says, and whether the samples it promises are there."""

from __future__ import annotations

import shlex
import stat
from pathlib import Path

import soundfile
from attrs import frozen

from graphnet.build.protocols import Refusal
from graphnet_audio.riff import data_lengths, is_riff

CONTAINERS = ("WAV", "WAVEX", "RF64", "FLAC")
FRAMES_UNKNOWN = 2**63 - 1  # what libsndfile reports for a FLAC file without a length
DEPTHS = {
    "PCM_S8": "8-bit PCM",
    "PCM_U8": "8-bit PCM",
    "PCM_16": "16-bit PCM",
    "PCM_24": "24-bit PCM",
    "PCM_32": "32-bit PCM",
    "FLOAT": "32-bit float",
    "DOUBLE": "64-bit float",
}
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
    """The header of a file that is whole as far as can be seen without decoding it."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return Refusal(path=path, reason="it is no regular file", help=MOVE_OUT)
        with path.open("rb") as file:
            beginning = file.read(12)
    except OSError as problem:
        reason = f"the system says {system_words(problem)}"
        return Refusal(path=path, reason=reason, help=_mend_access(path))
    if not beginning:
        return Refusal(path=path, reason="it is empty (0 bytes)", help=COPY_AGAIN)
    if not is_riff(beginning) and not beginning.startswith((b"fLaC", b"ID3")):
        return Refusal(path=path, reason=_foreign(beginning), help=_convert(path))
    return _read_whole(path)


def _read_whole(path: Path) -> Header | Refusal:
    try:
        info = soundfile.info(str(path))
        header = Header(
            frames=info.frames,
            sample_rate=info.samplerate,
            channels=info.channels,
            depth=DEPTHS.get(info.subtype, info.subtype_info),
        )
    except soundfile.LibsndfileError as problem:
        reason = f"its header is damaged ({problem.error_string})"
        return Refusal(path=path, reason=reason, help=COPY_AGAIN)
    if info.format not in CONTAINERS:
        reason = f"it is {info.format_info}, neither WAV nor FLAC"
        return Refusal(path=path, reason=reason, help=_convert(path))
    if header.frames == FRAMES_UNKNOWN:
        reason = "its header does not say how many samples it holds (it was written to a pipe)"
        return Refusal(path=path, reason=reason, help=_rewrite(path))
    cut = _cut_short_flac(path, header) if info.format == "FLAC" else _cut_short_wav(path)
    if cut:
        return Refusal(path=path, reason=f"it is cut short: {cut}", help=COPY_AGAIN)
    if header.frames == 0:
        return Refusal(path=path, reason="it holds no samples", help=MOVE_OUT)
    return header


def _cut_short_wav(path: Path) -> str:
    """What is missing of the samples the header promises, or nothing.

    libsndfile itself would silently take what is there.
    """
    with path.open("rb") as file:
        lengths = data_lengths(file)
    if lengths is None or lengths.promised <= lengths.present:
        return ""
    return (
        f"its header promises {lengths.promised:,} bytes of samples, {lengths.present:,} are there"
    )


def _cut_short_flac(path: Path, header: Header) -> str:
    """The same for FLAC, by reading its very last sample."""
    try:
        with soundfile.SoundFile(str(path)) as file:
            file.seek(max(0, header.frames - 1))
            found = len(file.read(1, dtype="int16"))
    except soundfile.LibsndfileError:
        found = 0
    if found or not header.frames:
        return ""
    return f"its header promises {header.frames:,} samples, and the last is not there"


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
