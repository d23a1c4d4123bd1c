"""Stretches of files of every depth are read exactly, by a seek, whatever their index says."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import soundfile

from graphnet.plugin import RefusedError
from graphnet_audio import decode
from graphnet_audio.declaration import AudioFilesOptions
from graphnet_audio.decode import SoundFiles
from graphnet_audio.depth import Depth
from graphnet_audio.quantization import Pcm

HOURS = 3_000_000


def written(path: Path, depth: Depth, channels: int = 1, frames: int = 5_000) -> npt.NDArray[Any]:
    """Random samples of a depth in a file, as libsndfile is given them, and as they are."""
    generator = np.random.default_rng(frames)
    if depth == "float":
        values = generator.uniform(-1, 1, (frames, channels)).astype(np.float32)
        soundfile.write(path, values, 16_000, subtype="FLOAT")
        return values
    bits = {"8-bit": 8, "16-bit": 16, "24-bit": 24, "32-bit": 32}[depth]
    scale = 1 << bits - 1
    whole = generator.integers(-scale, scale, (frames, channels))
    subtype = f"PCM_{bits}" if bits > 8 else "PCM_U8" if path.suffix == ".wav" else "PCM_S8"
    soundfile.write(path, (whole << 32 - bits).astype(np.int32), 16_000, subtype=subtype)
    return whole


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize(
    ("depth", "suffix"),
    [
        *((depth, "wav") for depth in ("8-bit", "16-bit", "24-bit", "32-bit", "float")),
        *((depth, "flac") for depth in ("8-bit", "16-bit", "24-bit")),
    ],
)
def test_samples_of_every_depth_are_read_exactly(
    tmp_path: Path, depth: Depth, suffix: str, channels: int
) -> None:
    path = tmp_path / f"x.{suffix}"
    wanted = written(path, depth, channels)
    files = SoundFiles(AudioFilesOptions(depth=depth))
    for start, stop in ((0, 5_000), (1_234, 2_345), (4_990, 5_010), (5_000, 6_000)):
        found = files.read(path, start, stop)
        assert found.dtype == (np.float32 if depth == "float" else found.dtype)
        assert np.array_equal(found, wanted[start:stop])


@pytest.mark.parametrize("other", ["8-bit", "24-bit", "32-bit", "float"])
def test_a_file_that_changed_its_depth_since_the_scan_is_not_narrowed(
    tmp_path: Path, other: Depth
) -> None:
    written(tmp_path / "x.wav", other)
    with pytest.raises(OSError, match=r"no longer 16-bit PCM at 16000 Hz") as found:
        SoundFiles(AudioFilesOptions()).read(tmp_path / "x.wav", 0, 10)
    assert found.value.filename == str(tmp_path / "x.wav")


def test_a_file_that_changed_its_rate_since_the_scan_is_not_read(wav: Path, noise: Pcm) -> None:
    soundfile.write(wav, noise, 8_000, subtype="PCM_16")
    with pytest.raises(OSError, match="no longer"):
        SoundFiles(AudioFilesOptions()).read(wav, 0, 10)


@pytest.mark.parametrize("suffix", ["wav", "flac"])
def test_a_window_of_a_long_file_reads_little_more_than_itself(
    tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / f"long.{suffix}"
    wanted = written(path, "16-bit", frames=HOURS)
    counted: list[Counting] = []

    def opened(name: str) -> soundfile.SoundFile:
        counted.append(Counting(name))
        return soundfile.SoundFile(counted[-1])

    monkeypatch.setattr(decode, "open_sound", opened)
    files = SoundFiles(AudioFilesOptions())
    for start in (0, 1_000_000, HOURS - 500):
        counted.clear()
        assert np.array_equal(files.read(path, start, start + 500), wanted[start : start + 500])
        assert sum(file.bytes_read for file in counted) < 120_000, "of six million"
        for file in counted:
            file.file.close()


class Counting:
    """A file that counts what is read of it."""

    def __init__(self, name: str) -> None:
        self.file = Path(name).open("rb")  # noqa: SIM115  # closed with the test
        self.bytes_read = 0

    def read(self, size: int = -1) -> bytes:
        content = self.file.read(size)
        self.bytes_read += len(content)
        return content

    def readinto(self, buffer: Any) -> int:
        count = self.file.readinto(buffer)
        self.bytes_read += count
        return int(count)

    def seek(self, at: int, whence: int = 0) -> int:
        return self.file.seek(at, whence)

    def tell(self) -> int:
        return self.file.tell()


def with_index(path: Path, *points: tuple[int, int, int]) -> None:
    """Put a seek table into a FLAC file: sample number, byte offset, samples in the frame."""
    content = path.read_bytes()
    body = b"".join(struct.pack(">QQH", *point) for point in points)
    block = b"\x03" + len(body).to_bytes(3, "big") + body
    path.write_bytes(content[:42] + block + content[42:])


@pytest.mark.parametrize(
    "points",
    [
        [(0, 0, 4096), (409_600, 7, 4096)],
        [(0, 10**9, 4096), (204_800, 10**9 + 5, 4096)],
        [(204_800, 0, 4096)],
    ],
    ids=["wrong", "beyond the file", "too early"],
)
def test_an_index_that_leads_astray_does_not_change_what_is_read(
    tmp_path: Path, points: list[tuple[int, int, int]]
) -> None:
    path = tmp_path / "x.flac"
    wanted = written(path, "16-bit", frames=500_000)
    with_index(path, *points)
    files = SoundFiles(AudioFilesOptions())
    for start in (0, 1, 5_000, 204_800, 450_000, 499_900):
        assert np.array_equal(files.read(path, start, start + 100), wanted[start : start + 100])


def test_floats_that_are_no_numbers_are_refused_by_their_place_in_the_file(tmp_path: Path) -> None:
    values = np.zeros((9_000, 2), np.float32)
    values[8_123, 1] = np.nan
    soundfile.write(tmp_path / "x.wav", values, 16_000, subtype="FLOAT")
    files = SoundFiles(AudioFilesOptions(depth="float"))
    files.read(tmp_path / "x.wav", 0, 8_000)
    with pytest.raises(RefusedError) as found:
        files.read(tmp_path / "x.wav", 8_000, 9_000)
    assert found.value.refusal.item == 8_123
    assert found.value.refusal.reason == "sample 8,123 of channel 1 is `nan`"
