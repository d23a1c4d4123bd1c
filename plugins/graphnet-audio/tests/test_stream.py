"""The end of a FLAC file tells whether it is whole: the encoder libsndfile uses is the judge."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from graphnet_audio.header import Header, read_header
from graphnet_audio.stream import TAG_LENGTH, ends_whole, read_stream_info, skip_tag


def write(path: Path, frames: int, channels: int, subtype: str, loudness: int = 30_000) -> Path:
    generator = np.random.default_rng(frames)
    samples = generator.integers(-loudness, loudness + 1, (frames, channels), dtype=np.int16)
    soundfile.write(path, samples, 44_100, format="FLAC", subtype=subtype)
    return path


def is_whole(path: Path) -> bool:
    with path.open("rb") as file:
        skip_tag(file)
        info = read_stream_info(file)
        return info is not None and ends_whole(file, info)


@pytest.mark.parametrize("frames", [1, 15, 16, 17, 4095, 4096, 4097, 600_000])
@pytest.mark.parametrize("channels", [1, 2, 5])
@pytest.mark.parametrize("subtype", ["PCM_S8", "PCM_16", "PCM_24"])
def test_whole_files_of_every_kind_are_described(
    tmp_path: Path, frames: int, channels: int, subtype: str
) -> None:
    path = write(tmp_path / "x.flac", frames, channels, subtype)
    bits = {"PCM_S8": 8, "PCM_16": 16, "PCM_24": 24}[subtype]
    assert read_header(path) == Header(frames, 44_100, channels, f"{bits}-bit PCM")


@pytest.mark.parametrize("loudness", [0, 3, 30_000])
def test_a_file_cut_anywhere_near_its_end_is_noticed(tmp_path: Path, loudness: int) -> None:
    path = write(tmp_path / "x.flac", 9_000, 1, "PCM_16", loudness)
    whole = path.read_bytes()
    for missing in (*range(1, 40), *range(40, len(whole) - 60, 997)):
        path.write_bytes(whole[:-missing])
        assert not is_whole(path), missing


def test_a_bit_that_is_wrong_in_the_last_frame_is_noticed(tmp_path: Path) -> None:
    path = write(tmp_path / "x.flac", 5_000, 1, "PCM_16", 3)
    whole = path.read_bytes()
    for back in range(1, 60):
        changed = bytearray(whole)
        changed[-back] ^= 4
        path.write_bytes(changed)
        assert not is_whole(path), back


def test_a_tag_behind_the_last_frame_changes_nothing(tmp_path: Path) -> None:
    path = write(tmp_path / "x.flac", 5_000, 2, "PCM_16")
    path.write_bytes(path.read_bytes() + b"TAG" + bytes(TAG_LENGTH - 3))
    assert is_whole(path)


@pytest.mark.parametrize("at", [4, 5, 6, 7, 18])
def test_a_damaged_first_block_is_no_stream(tmp_path: Path, at: int) -> None:
    path = write(tmp_path / "x.flac", 50, 1, "PCM_16")
    changed = bytearray(path.read_bytes())
    changed[at : at + 3] = bytes([0x7F] * 3) if at < 8 else bytes(3)
    path.write_bytes(changed)
    assert not isinstance(read_header(path), Header)
