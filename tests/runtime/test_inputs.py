"""What is named on a command line is read, and nothing that lies beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphnet.build.protocols import Scan
from graphnet.runtime.inputs import read_inputs
from tests.runtime.tiny import TEXT, Bytes, tree_of, write_data

SOURCE = Bytes(None, {})
TREE = tree_of(TEXT)


def test_one_named_file_is_read_without_its_neighbours(tmp_path: Path) -> None:
    write_data(tmp_path, {"train": 2})
    (tmp_path / "train" / "bad.bin").write_bytes(b"\xff")
    examples, problems = read_inputs(tmp_path / "train" / "1.bin", SOURCE, TREE)
    assert [(e.path.name, e.length) for e in examples] == [("1.bin", 41)]
    assert not problems


def test_a_folder_is_read_whole_and_what_is_refused_in_it_is_said(tmp_path: Path) -> None:
    write_data(tmp_path, {"a": 1, "b": 2})
    examples, problems = read_inputs(tmp_path, SOURCE, TREE)
    names = [e.path.relative_to(tmp_path).as_posix() for e in examples]
    assert (names, problems) == (["a/0.bin", "b/0.bin", "b/1.bin"], ())
    (tmp_path / "b" / "bad.bin").write_bytes(b"\xff")
    examples, problems = read_inputs(tmp_path, SOURCE, TREE)
    assert len(examples) == 3
    assert [d.rule.code for d in problems] == ["GN903"]


def test_a_named_file_that_is_refused_is_not_said_to_be_missing(tmp_path: Path) -> None:
    (tmp_path / "bad.bin").write_bytes(b"\x00\x20")
    assert [d.rule.code for d in read_inputs(tmp_path / "bad.bin", SOURCE, TREE)[1]] == ["GN902"]


def test_nothing_to_read_is_refused_with_what_could_be_read(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()
    for path in (tmp_path / "no.bin", tmp_path / "notes.txt", tmp_path):
        examples, (problem,) = read_inputs(path, SOURCE, TREE)
        assert examples == ()
        assert problem.rule.code == "GN901"
        assert "`.bin`" in problem.message


class Resolving(Bytes):
    """A source that names files by their real place."""

    def scan(self, folder: Path) -> Scan:
        return super().scan(folder.resolve())


@pytest.mark.parametrize("source", [SOURCE, Resolving(None, {})], ids=["as named", "resolved"])
def test_a_file_is_found_by_any_of_its_paths(
    source: Bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_data(tmp_path, {"train": 1})
    (tmp_path / "link").symlink_to(tmp_path / "train", target_is_directory=True)
    monkeypatch.chdir(tmp_path)
    for path in ("train/0.bin", "train/../train/0.bin", "link/0.bin"):
        assert len(read_inputs(Path(path), source, TREE)[0]) == 1
