"""Scanning a folder finds every usable file once and says of each other one what is wrong."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import final

import numpy as np
import pytest
import soundfile

from graphnet.plugin import Example, Scan
from graphnet_audio.declaration import AudioFilesOptions
from graphnet_audio.folder import Wanted, scan, scan_folder
from graphnet_audio.quantization import Pcm

MONO = Wanted(AudioFilesOptions(), channels=1)
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
        ("sample_rate", "16000", "a sample rate of 22050"),
        ("depth", "16-bit PCM", "24-bit PCM samples"),
        ("channels", "1", "2 channels"),
    ]
    command = (
        f"mkdir -p converted && sox '{path}' -r 16000 -e signed-integer -b 16 -c 1 "
        "'converted/my sound.wav'"
    )
    assert all(command in r.help for r in scan.refusals)
    assert [refusal.value for refusal in scan.refusals] == ["22050", '"24-bit"', "2"]
    assert "bits that this drops do not come back" in scan.refusals[1].help
    assert '`resample = "soxr-hq"` in the source' in scan.refusals[0].help


def test_mono_files_where_the_spec_says_stereo(wav: Path) -> None:
    (refusal,) = scan_folder(wav.parent, Wanted(AudioFilesOptions(), channels=2)).refusals
    assert (refusal.fact, refusal.expected, refusal.found) == ("channels", "2", "1 channel")
    assert (refusal.value, refusal.role) == ("1", "channel")


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


def labelled(folder: Path, wanted: int) -> Scan:
    return scan(AudioFilesOptions(labels="folder"), {"C": 1, "n_labels": wanted}, folder)


def test_a_file_is_of_the_class_whose_folder_it_lies_in(tmp_path: Path, noise: Pcm) -> None:
    for name in ("dog/deep/b.wav", "cat/a.wav", "dog/a.wav"):
        write(tmp_path / name, noise)
    found = labelled(tmp_path, 2)
    assert found.classes == ("cat", "dog")
    assert found.refusals == ()
    labels = {e.path.relative_to(tmp_path).as_posix(): e.label for e in found.examples}
    assert labels == {"cat/a.wav": 0, "dog/a.wav": 1, "dog/deep/b.wav": 1}


def test_as_many_class_folders_as_the_spec_has_labels(tmp_path: Path, noise: Pcm) -> None:
    for name in ("a", "b", "c"):
        write(tmp_path / name / "x.wav", noise)
    (refusal,) = labelled(tmp_path, 2).refusals
    assert (refusal.path, refusal.size, refusal.value) == (tmp_path, "n_labels", "3")
    assert (refusal.expected, refusal.found) == ("2", "3 class folders")


def test_a_file_beside_the_class_folders_has_no_class(tmp_path: Path, noise: Pcm) -> None:
    write(tmp_path / "a" / "x.wav", noise)
    write(tmp_path / "lost.wav", noise)
    found = labelled(tmp_path, 1)
    assert [example.path.name for example in found.examples] == ["x.wav"]
    assert [refusal.reason for refusal in found.refusals] == ["it lies in no class folder"]
    assert found.unlabelled == (Example(tmp_path / "lost.wav", 16_000),)


def test_no_class_folder_is_nothing_a_spec_could_ask_for(tmp_path: Path, noise: Pcm) -> None:
    write(tmp_path / "lost.wav", noise)
    (refusal,) = (r for r in labelled(tmp_path, 2).refusals if r.fact)
    assert (refusal.found, refusal.value) == ("0 class folders", "")
    assert "one folder" in refusal.help


@pytest.mark.parametrize("suffix", ["wav", "flac"])
def test_each_file_is_opened_once_and_read_at_its_ends_only(
    tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten files of a minute: what is read of each is a small part of it."""
    minute = np.random.default_rng(0).integers(-9, 9, (960_000, 1), dtype=np.int16)
    for number in range(10):
        write(tmp_path / f"{number}.{suffix}", minute)
    opened: list[CountingFile] = []

    def counted(path: Path, mode: str) -> CountingFile:
        opened.append(CountingFile(path.name, io.FileIO(path, mode)))
        return opened[-1]

    monkeypatch.setattr(Path, "open", counted)
    assert len(scan_folder(tmp_path, MONO).examples) == 10
    assert sorted(file.name for file in opened) == [f"{number}.{suffix}" for number in range(10)]
    assert max(file.bytes_read for file in opened) < 20_000


@final
class CountingFile:
    """A file that counts what is read of it."""

    def __init__(self, name: str, file: io.FileIO) -> None:
        self.name = name
        self.file = file
        self.bytes_read = 0

    def __enter__(self) -> CountingFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def read(self, size: int = -1) -> bytes:
        content = self.file.read(size)
        self.bytes_read += len(content)
        return content

    def seek(self, at: int) -> int:
        return self.file.seek(at)

    def tell(self) -> int:
        return self.file.tell()

    def fileno(self) -> int:
        return self.file.fileno()


def test_ten_thousand_files_are_scanned_in_seconds(tmp_path: Path) -> None:
    """Seconds of the processor, which do not depend on who else is at work."""
    soundfile.write(tmp_path / "0.wav", np.zeros((400, 1), np.int16), 16_000, subtype="PCM_16")
    content = (tmp_path / "0.wav").read_bytes()
    for number in range(1, 10_000):
        (tmp_path / f"{number}.wav").write_bytes(content)
    before = time.process_time()
    assert len(scan_folder(tmp_path, MONO).examples) == 10_000
    assert time.process_time() - before < 5


def test_scanning_imports_nothing_that_decodes() -> None:
    code = "import sys, graphnet_audio.folder as _; "
    code += "print({'torch', 'numpy', 'soundfile'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
