"""One command runs every benchmark there is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks import every
from tests.benchmarks.test_scripts import TARGETS


def test_no_benchmark_is_left_out() -> None:
    assert set(every.NAMES) == {*TARGETS, "curves"}


def test_each_writes_its_own_result_and_a_failure_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ran: list[tuple[str, ...]] = []

    def noted(words: tuple[str, ...], **_: object) -> subprocess.CompletedProcess[str]:
        ran.append(words)
        return subprocess.CompletedProcess(words, 1 if "tests.benchmarks.head" in words else 0)

    monkeypatch.setattr(subprocess, "run", noted)
    monkeypatch.setattr(sys, "argv", ["every", str(tmp_path / "r"), "--reference", "PATH"])
    with pytest.raises(SystemExit, match="failed: head"):
        every.main()
    assert [words[2].rpartition(".")[2] for words in ran] == list(every.NAMES)
    assert all(words[3:5] == ("--reference", "PATH") for words in ran)
    assert ran[0][-1] == str(tmp_path / "r" / f"{every.NAMES[0]}.json")
    assert [words for words in ran if "--quality" in words] == [
        ran[every.NAMES.index("factorised")]
    ]
    assert "head: 0 s, status 1" in capsys.readouterr().out
