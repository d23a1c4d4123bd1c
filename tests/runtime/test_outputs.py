"""Whether a file can be written is known before the work, and trying leaves nothing behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphnet.runtime.outputs import check_output, output_paths, unwritable_output


def test_one_sequence_keeps_the_name_and_several_are_numbered() -> None:
    assert output_paths(Path("a/b.bin"), 1) == (Path("a/b.bin"),)
    assert output_paths(Path("a/b.x.bin"), 3) == tuple(Path(f"a/b.x-{i}.bin") for i in (1, 2, 3))
    assert output_paths(Path("b"), 2) == (Path("b-1"), Path("b-2"))


def test_an_output_that_cannot_be_written_is_refused_before_the_work(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    for path, words in (
        (tmp_path / "file" / "out.bin", f"`{tmp_path / 'file'}` is no folder"),
        (tmp_path, "it is a folder"),
        (tmp_path / "out.xyz", "must end in .bin"),
    ):
        (problem,) = check_output(path, (".bin",))
        assert problem.rule.code == "GN1005"
        assert problem.message.endswith(words)
    assert (tmp_path / "file").read_text() == "mine"


def test_trying_leaves_no_file_and_takes_none_away(tmp_path: Path) -> None:
    old = tmp_path / "old.bin"
    old.write_text("mine")
    assert check_output(old, (".bin",)) == ()
    assert check_output(tmp_path / "new" / "out.BIN", (".bin",)) == ()
    assert old.read_text() == "mine"
    assert list((tmp_path / "new").iterdir()) == []


def test_the_systems_own_words_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)  # a mode would not stop root
    (problem,) = check_output(tmp_path / "out.bin")
    assert problem.message.endswith("Permission denied")
    assert unwritable_output(Path("x"), OSError("odd")).message.endswith("odd")
