"""Scanning a folder finds every usable file once and says of each other one what is wrong."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import soundfile

from graphnet.build.protocols import Example
from graphnet_audio.folder import Wanted, scan_folder
from graphnet_audio.quantization import Pcm

MONO = Wanted(sample_rate=16_000, channels=1)
NOBODY = 65_534


@contextmanager
def without_privileges() -> Iterator[None]:
    """As an ordinary user, who cannot read everything."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder every user can look into."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


def write(path: Path, samples: Pcm, rate: int = 16_000, subtype: str = "PCM_16") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, samples, rate, subtype=subtype)
    return path


def test_files_are_found_in_subfolders_and_sorted(tmp_path: Path, noise: Pcm) -> None:
    names = ("b.wav", "a/z.flac", "a/b/c.WAV", "c.Flac", "ordner/größe 1.wav", "a.wav/x.wav")
    for name in names:
        write(tmp_path / name, noise)
    scan = scan_folder(tmp_path, MONO)
    paths = sorted(tmp_path / name for name in names)
    assert scan.examples == tuple(Example(path, 16_000) for path in paths)
    assert scan.refusals == ()


def test_other_suffixes_and_hidden_files_are_passed_over(wav: Path) -> None:
    for name in ("README.md", "x.mp3", "._noise.wav", ".hidden.wav", "wav"):
        (wav.parent / name).write_text("no sound")
    scan = scan_folder(wav.parent, MONO)
    assert scan.examples == (Example(wav, 16_000),)
    assert scan.refusals == ()


def test_an_empty_folder_holds_nothing(tmp_path: Path) -> None:
    scan = scan_folder(tmp_path, MONO)
    assert (scan.examples, scan.refusals) == ((), ())


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    (refusal,) = scan_folder(tmp_path / "gone", MONO).refusals
    assert "no such file" in refusal.reason


def test_each_disagreeing_fact_is_named_with_one_command_for_all(
    tmp_path: Path, noise: Pcm
) -> None:
    path = write(tmp_path / "my sound.wav", noise.repeat(2, axis=1), 22_050, "PCM_24")
    scan = scan_folder(tmp_path, MONO)
    assert scan.examples == ()
    assert [(r.fact, r.expected, r.found) for r in scan.refusals] == [
        ("sample_rate", "16000", "22050"),
        ("depth", "16-bit PCM", "24-bit PCM"),
        ("channels", "1", "2"),
    ]
    command = (
        f"mkdir -p converted && sox '{path}' -r 16000 -e signed-integer -b 16 -c 1 "
        "'converted/my sound.wav'"
    )
    assert all(command in r.help for r in scan.refusals)
    assert "`sample_rate = 22050`" in scan.refusals[0].help


def test_mono_files_where_the_spec_says_stereo(wav: Path) -> None:
    (refusal,) = scan_folder(wav.parent, Wanted(sample_rate=16_000, channels=2)).refusals
    assert (refusal.fact, refusal.expected, refusal.found) == ("channels", "2", "1")
    assert "`(B, L, 1)`" in refusal.help


@pytest.mark.skipif(shutil.which("sox") is None, reason="the proposed command needs sox")
@pytest.mark.parametrize("subtype", ["PCM_U8", "PCM_24", "FLOAT"])
@pytest.mark.parametrize("suffix", ["wav", "flac"])
def test_the_proposed_command_mends_the_file(
    tmp_path: Path, noise: Pcm, subtype: str, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if suffix == "flac":
        subtype = "PCM_24"
    write(tmp_path / f"data/a b.{suffix}", noise.repeat(2, axis=1), 44_100, subtype)
    command = scan_folder(tmp_path / "data", MONO).refusals[0].help.split("`")[1]
    monkeypatch.chdir(tmp_path)
    subprocess.run(command, shell=True, check=True, capture_output=True)  # noqa: S602  # our own
    assert len(scan_folder(tmp_path / "converted", MONO).examples) == 1


def test_one_bad_file_does_not_hide_the_others(wav: Path) -> None:
    (wav.parent / "bad.wav").write_text("no sound")
    scan = scan_folder(wav.parent, MONO)
    assert [example.path for example in scan.examples] == [wav]
    assert [refusal.path.name for refusal in scan.refusals] == ["bad.wav"]


@pytest.mark.parametrize("link", ["again", "deep/up", "nowhere"])
def test_folders_that_link_in_a_circle_are_entered_once(wav: Path, link: str) -> None:
    place = wav.parent / link
    place.parent.mkdir(exist_ok=True)
    place.symlink_to(place if link == "nowhere" else wav.parent)
    assert scan_folder(wav.parent, MONO).examples == (Example(wav, 16_000),)


def test_linked_folders_and_files_are_followed(tmp_path: Path, noise: Pcm) -> None:
    write(tmp_path / "elsewhere/a.wav", noise)
    data = tmp_path / "data"
    data.mkdir()
    (data / "folder").symlink_to(tmp_path / "elsewhere")
    (data / "file.wav").symlink_to(tmp_path / "elsewhere/a.wav")
    found = [example.path for example in scan_folder(data, MONO).examples]
    assert found == [data / "file.wav", data / "folder/a.wav"]


def test_what_may_not_be_read_is_refused(open_folder: Path, noise: Pcm) -> None:
    write(open_folder / "good.wav", noise)
    write(open_folder / "secret.wav", noise).chmod(0)
    write(open_folder / "closed/x.wav", noise).parent.chmod(0)
    write(open_folder / "listed/x.wav", noise).parent.chmod(0o444)
    try:
        with without_privileges():
            scan = scan_folder(open_folder, MONO)
    finally:
        for folder in ("closed", "listed"):
            (open_folder / folder).chmod(0o755)
    assert [example.path.name for example in scan.examples] == ["good.wav"]
    assert {refusal.path.name for refusal in scan.refusals} == {"secret.wav", "closed", "listed"}
    assert all("permission denied" in refusal.reason for refusal in scan.refusals)
    assert all("right to" in refusal.help for refusal in scan.refusals)
