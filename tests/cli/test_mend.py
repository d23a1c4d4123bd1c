"""Fixes are applied to files that still read as they did, and to nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphnet.cli.mend import mend, mended
from graphnet.diagnostics import Diagnostic, Edit, Fix, Rule
from graphnet.text import SourceText, Span

RULE = Rule("GN103", "unknown-key")
TEXT = "one = 1\ntwo = 22\n"


def breach(source: SourceText, old: str, new: str) -> Diagnostic:
    start = source.text.index(old)
    edit = Edit(Span(source, start, start + len(old)), new)
    return RULE.breach("m", edit.span, fixes=(Fix("advice"), Fix("f", (edit,))))


@pytest.fixture
def source(tmp_path: Path) -> SourceText:
    path = tmp_path / "a.toml"
    path.write_text(TEXT, encoding="utf-8")
    return SourceText(str(path), TEXT)


def test_edits_of_several_breaches_are_applied_together(source: SourceText) -> None:
    changed = mend((breach(source, "22", "3"), breach(source, "one", "first")))
    assert changed == (source.path,)
    assert Path(source.path).read_text(encoding="utf-8") == "first = 1\ntwo = 3\n"


def test_a_breach_found_twice_is_mended_once(source: SourceText) -> None:
    mend((breach(source, "22", "3"), breach(source, "22", "3")))
    assert Path(source.path).read_text(encoding="utf-8") == "one = 1\ntwo = 3\n"


def test_of_edits_that_touch_the_first_wins(source: SourceText) -> None:
    edits = [Edit(Span(source, 0, 5), "x"), Edit(Span(source, 3, 7), "y")]
    assert mended(TEXT, edits) == "x 1\ntwo = 22\n"


def test_a_file_that_changed_in_the_meantime_is_left_alone(source: SourceText) -> None:
    Path(source.path).write_text("other", encoding="utf-8")
    assert mend((breach(source, "22", "3"),)) == ()
    assert Path(source.path).read_text(encoding="utf-8") == "other"


def test_a_choice_between_two_fixes_is_left_to_a_person(source: SourceText) -> None:
    span = Span(source, 0, 3)
    fixes = (Fix("a", (Edit(span, "a"),)), Fix("b", (Edit(span, "b"),)))
    assert mend((RULE.breach("m", span, fixes=fixes),)) == ()


def test_what_is_no_file_cannot_be_mended() -> None:
    assert mend((breach(SourceText("--set", "a=1"), "1", "2"),)) == ()


def test_line_ends_of_another_system_stay(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(b"one = 1\r\ntwo = 22\r\n")
    mend((breach(SourceText(str(path), TEXT), "22", "3"),))
    assert path.read_bytes() == b"one = 1\r\ntwo = 3\r\n"


def test_the_files_mode_stays_and_no_other_file_is_left(source: SourceText) -> None:
    path = Path(source.path)
    path.chmod(0o640)
    mend((breach(source, "22", "3"),))
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(path.parent.iterdir()) == [path]
