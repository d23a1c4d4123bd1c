"""The skeleton of a WAV file is read as libsndfile reads it, and nonsense in it is no sound."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphnet_audio.header import Header, read_header
from graphnet_audio.riff import Wave, is_riff, read_wave

DEPTHS = {
    "PCM_U8": "8-bit PCM",
    "PCM_16": "16-bit PCM",
    "PCM_24": "24-bit PCM",
    "PCM_32": "32-bit PCM",
    "FLOAT": "32-bit float",
    "DOUBLE": "64-bit float",
}


@pytest.mark.parametrize("container", ["WAV", "WAVEX", "RF64"])
@pytest.mark.parametrize("subtype", ["PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE"])
@pytest.mark.parametrize("channels", [1, 2, 6])
def test_what_libsndfile_writes_is_read_as_it_reads_it(
    tmp_path: Path, container: str, subtype: str, channels: int
) -> None:
    path = tmp_path / "x.wav"
    noise = np.random.default_rng(0).uniform(-1, 1, (777, channels))
    soundfile.write(path, noise, 22_050, format=container, subtype=subtype)
    info = soundfile.info(str(path))
    wanted = Header(info.frames, info.samplerate, info.channels, DEPTHS[info.subtype])
    assert read_header(path) == wanted


def plain(
    codec: int = 1, channels: int = 1, rate: int = 8, block: int = 2, bits: int = 16
) -> bytes:
    chunk = struct.pack("<HHIIHH", codec, channels, rate, rate * block, block, bits)
    head = b"RIFF" + bytes(4) + b"WAVE"
    return (
        head + b"fmt " + struct.pack("<I", 16) + chunk + b"data" + struct.pack("<I", 8) + bytes(8)
    )


@pytest.mark.parametrize(
    "content",
    [
        plain(channels=0), plain(rate=0), plain(block=0), plain(bits=12), plain(block=4),
        plain()[:30], plain()[:12] + plain()[36:], plain(codec=0xFFFE), b"RIFF0000WAVE",
    ],
    ids=["channels", "rate", "block", "bits", "width", "cut", "no format", "half", "nothing"],
)  # fmt: skip
def test_nonsense_in_the_format_is_damage(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.wav"
    path.write_bytes(content)
    found = read_header(path)
    assert not isinstance(found, Header)
    assert "damaged" in found.reason


def test_what_begins_otherwise_is_no_wav() -> None:
    assert is_riff(plain()[:12])
    assert not is_riff(b"RIFF0000AVI ")
    assert not is_riff(b"")


@given(st.data())
@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_bytes_hang_it_or_make_it_fail(tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(plain())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / "x.wav"
    path.write_bytes(content)
    with path.open("rb") as file:
        found = read_wave(file)
    assert isinstance(found, str | Wave)
    read_header(path)
