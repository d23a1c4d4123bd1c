"""A file is read as text, exactly; where it cannot be, the reason is words."""

from __future__ import annotations

from pathlib import Path

from graphnet.spec.files import Unreadable, read_file
from graphnet.text import SourceText


def test_line_ends_are_kept_and_a_byte_order_mark_is_not(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(b"\xef\xbb\xbfa = 1\r\nb = 2\n")
    assert read_file(str(path)) == SourceText(str(path), "a = 1\r\nb = 2\n")


def test_reasons_end_a_sentence(tmp_path: Path) -> None:
    missing = read_file(str(tmp_path / "gone.toml"))
    folder = read_file(str(tmp_path))
    assert isinstance(missing, Unreadable)
    assert isinstance(folder, Unreadable)
    assert (missing.why, folder.why) == ("is not there", "is a folder, not a file")
