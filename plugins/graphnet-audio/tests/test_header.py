"""Headers are read without decoding, and files that are not whole are noticed."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
import soundfile

from graphnet.build.protocols import Refusal
from graphnet_audio.header import Header, read_header
from graphnet_audio.quantization import Pcm

GOOD = Header(frames=16_000, sample_rate=16_000, channels=1, depth="16-bit PCM")


def refusal(path: Path) -> Refusal:
    found = read_header(path)
    assert isinstance(found, Refusal)
    assert found.help, "people are told what to do"
    return found


def cut(path: Path, end: int) -> Path:
    path.write_bytes(path.read_bytes()[:end])
    return path


def test_good_files_are_described(wav: Path, flac: Path) -> None:
    assert read_header(wav) == GOOD
    assert read_header(flac) == GOOD


@pytest.mark.parametrize(
    ("container", "endian"),
    [("WAV", "LITTLE"), ("WAV", "BIG"), ("WAVEX", "LITTLE"), ("RF64", "LITTLE")],
)
def test_all_kinds_of_wav_are_described(
    tmp_path: Path, noise: Pcm, container: str, endian: str
) -> None:
    path = tmp_path / "x.wav"
    soundfile.write(path, noise, 16_000, format=container, subtype="PCM_16", endian=endian)
    assert read_header(path) == GOOD
    assert "cut short" in refusal(cut(path, -2)).reason


@pytest.mark.parametrize(
    ("subtype", "depth"),
    [
        ("PCM_U8", "8-bit PCM"),
        ("PCM_24", "24-bit PCM"),
        ("PCM_32", "32-bit PCM"),
        ("FLOAT", "32-bit float"),
        ("DOUBLE", "64-bit float"),
        ("ULAW", "U-Law"),
    ],
)
def test_other_depths_of_wav_are_named(
    tmp_path: Path, noise: Pcm, subtype: str, depth: str
) -> None:
    path = tmp_path / "x.wav"
    soundfile.write(path, noise / 32_768, 16_000, subtype=subtype)
    header = read_header(path)
    assert isinstance(header, Header)
    assert header.depth == depth


def test_chunks_around_the_samples_are_stepped_over(wav: Path) -> None:
    whole = wav.read_bytes()
    note, after = b"note\x03\x00\x00\x00abc\x00", b"LIST\x04\x00\x00\x00INFO"
    body = whole[12:36] + note + whole[36:] + after  # `fmt ` stands first, as it must
    wav.write_bytes(b"RIFF" + (len(body) + 4).to_bytes(4, "little") + b"WAVE" + body)
    assert read_header(wav) == GOOD
    assert "31,999 are there" in refusal(cut(wav, -len(after) - 1)).reason


@pytest.mark.parametrize("missing", [1, 2, 1_000, 31_999, 32_000])
def test_a_truncated_wav_says_how_much_is_there(wav: Path, missing: int) -> None:
    cut(wav, -missing)
    reason = refusal(wav).reason
    assert reason == (
        "it is cut short: its header promises 32,000 bytes of samples, "
        f"{32_000 - missing:,} are there"
    )


@pytest.mark.parametrize("kept", [0.999, 0.5, 0.1])
def test_a_truncated_flac_is_noticed(flac: Path, kept: float) -> None:
    cut(flac, int(flac.stat().st_size * kept))
    assert "cut short" in refusal(flac).reason


@pytest.mark.parametrize("end", [4, 12, 20, 40])
def test_a_file_cut_inside_its_header_is_damaged(wav: Path, flac: Path, end: int) -> None:
    assert refusal(cut(wav, end)).reason
    assert refusal(cut(flac, end)).reason


def test_a_wav_that_was_streamed_ends_where_it_ends(wav: Path) -> None:
    whole = bytearray(wav.read_bytes())
    whole[4:8] = whole[40:44] = b"\xff\xff\xff\xff"
    wav.write_bytes(whole)
    assert read_header(wav) == GOOD


def test_a_flac_that_was_streamed_does_not_know_its_length(flac: Path) -> None:
    whole = bytearray(flac.read_bytes())
    whole[21] &= 0xF0  # the 36 bits that count samples
    whole[22:26] = bytes(4)
    flac.write_bytes(whole)
    found = refusal(flac)
    assert "written to a pipe" in found.reason
    assert "sox" in found.help


def test_a_file_of_no_bytes_or_no_samples_is_refused(tmp_path: Path) -> None:
    (tmp_path / "no-bytes.wav").touch()
    soundfile.write(tmp_path / "no-samples.wav", np.zeros((0, 1), np.int16), 16_000)
    assert refusal(tmp_path / "no-bytes.wav").reason == "it is empty (0 bytes)"
    assert refusal(tmp_path / "no-samples.wav").reason == "it holds no samples"


@pytest.mark.parametrize("suffix", [".wav", ".flac"])
@pytest.mark.parametrize("content", [b"hello, I am a text", b"\x89PNG\r\n\x1a\n1234", b"R", b"\0"])
def test_a_file_that_is_not_sound_shows_how_it_begins(
    tmp_path: Path, suffix: str, content: bytes
) -> None:
    path = tmp_path / f"x{suffix}"
    path.write_bytes(content)
    assert repr(content[:12])[2:-1] in refusal(path).reason


@pytest.mark.parametrize("container", ["MP3", "OGG", "AIFF"])
def test_sound_of_another_format_is_refused(tmp_path: Path, noise: Pcm, container: str) -> None:
    path = tmp_path / "x.wav"
    soundfile.write(path, noise / 32_768, 16_000, format=container)
    found = refusal(path)
    assert "neither WAV nor FLAC" in found.reason
    assert "ffmpeg" in found.help


def test_a_tag_in_front_of_the_sound_changes_nothing(
    flac: Path, tmp_path: Path, noise: Pcm
) -> None:
    tag = b"ID3\x04\x00\x00\x00\x00\x00\x10" + bytes(16)
    mp3 = tmp_path / "mp3.wav"
    soundfile.write(mp3, noise / 32_768, 16_000, format="MP3")
    for path in (flac, mp3):
        path.write_bytes(tag + path.read_bytes())
    assert read_header(flac) == GOOD
    assert "neither WAV nor FLAC" in refusal(mp3).reason


def test_links_to_nothing_and_to_themselves_are_refused(tmp_path: Path) -> None:
    (tmp_path / "nothing.wav").symlink_to(tmp_path / "gone")
    (tmp_path / "itself.wav").symlink_to(tmp_path / "itself.wav")
    assert "no such file" in refusal(tmp_path / "nothing.wav").reason
    assert "symbolic links" in refusal(tmp_path / "itself.wav").reason


def test_a_pipe_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.wav")
    filled = os.open(tmp_path / "pipe.wav", os.O_RDWR)  # so that a fault here does not hang either
    os.write(filled, bytes(12))
    assert refusal(tmp_path / "pipe.wav").reason == "it is no regular file"
    os.close(filled)
