"""Whatever breaks, a person reads what happened and where the rest is, and nothing breaks again."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from graphnet.cli.crash import refused_by_system, unexpected_fault
from graphnet.diagnostics import Diagnostic


def fail(text: str) -> None:
    raise RuntimeError(text)


def caught(text: str = "planted") -> BaseException:
    """A fault with a traceback."""
    with pytest.raises(RuntimeError) as found:
        fail(text)
    return found.value


def log_of(problem: Diagnostic) -> Path:
    (note,) = problem.notes
    return Path(note.removeprefix("the traceback is in "))


def test_the_traceback_is_added_to_the_log_that_is_there(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("before\n")
    problem = unexpected_fault(caught(), log)
    assert problem.rule.code == "GN1010"
    assert log_of(problem) == log
    text = log.read_text()
    assert text.startswith("before\nTraceback (most recent call last)")
    assert "in fail" in text
    assert text.endswith("RuntimeError: planted\n")


def test_without_a_log_each_traceback_gets_a_file_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    logs = {log_of(unexpected_fault(caught(name))) for name in ("one", "two")}
    assert logs == set(tmp_path.glob("graphnet-*.log"))
    endings = {log.read_text().splitlines()[-1] for log in logs}
    assert endings == {"RuntimeError: one", "RuntimeError: two"}


def test_a_log_that_cannot_be_written_takes_nothing_from_the_message(tmp_path: Path) -> None:
    problem = unexpected_fault(caught("first\nsecond"), tmp_path)
    assert problem.message == "the program failed with `RuntimeError`: first"
    assert problem.notes == ()


def test_a_refusal_of_the_system_says_which_file_if_there_is_one() -> None:
    named = refused_by_system(PermissionError(13, "Permission denied", "runs/x"))
    assert named.message == "the system refused `runs/x`: Permission denied"
    assert named.primary is not None
    assert named.primary.span.source.path == "runs/x"
    unnamed = refused_by_system(OSError(28, "No space left on device"))
    assert unnamed.message == "the system refused: No space left on device"
    assert unnamed.primary is None


def test_a_refusal_without_words_or_of_an_open_file_is_still_a_sentence() -> None:
    assert refused_by_system(TimeoutError()).message == "the system refused: TimeoutError"
    handle = refused_by_system(OSError(9, "Bad file descriptor", 3))
    assert handle.message == "the system refused: Bad file descriptor"
