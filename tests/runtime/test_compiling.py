"""A run that asks for compiled stages is refused where none can be compiled, before it begins."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import torch

from graphnet.runtime import compiling
from graphnet.runtime.compiling import arithmetic, check_compiling
from graphnet.runtime.device import Device
from tests.runtime.launching import launched, refused, request
from tests.runtime.tiny import tiny_plan, tiny_training

HERE = Device(torch.device("cpu"), "a processor")


def test_nothing_is_tried_where_nothing_asks_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "why_not_compiled", lambda *_: ValueError("tried"))
    assert check_compiling(tiny_plan(), HERE) == ()


def test_a_run_is_refused_with_the_reason_and_nothing_is_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    problem = RuntimeError("no compiler\nand much more")
    monkeypatch.setattr(compiling, "why_not_compiled", lambda *_: problem)
    asked = request(tmp_path, tiny_plan(tiny_training(compile=True)))
    (found,) = refused(asked)
    assert found.rule.code == "GN1016"
    assert found.message == "torch cannot compile for `cpu` here: RuntimeError: no compiler"
    assert "compile = false" in found.fixes[0].text
    assert not (tmp_path / "run").exists()


def test_where_it_works_the_run_begins_and_code_is_kept_for_the_user(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folders: list[str | None] = []

    def works(_: torch.device, folder: str | None) -> None:
        folders.append(folder)

    monkeypatch.setattr(compiling, "why_not_compiled", works)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    launched(request(tmp_path, tiny_plan(tiny_training(compile=True))))
    assert folders == [str(tmp_path / "cache" / "graphnet" / "torch")]


def test_a_folder_that_cannot_be_made_leaves_the_place_to_torch(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folders: list[str | None] = []
    monkeypatch.setattr(compiling, "why_not_compiled", lambda _, folder: folders.append(folder))
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    check_compiling(tiny_plan(tiny_training(compile=True)), HERE)
    assert folders == [None]


def test_where_no_home_is_known_the_place_is_left_to_torch(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)
    assert compiling._folder() is None


def test_the_record_of_a_run_says_how_its_stages_compute(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(compiling, "why_not_compiled", lambda *_: None)
    asked = tiny_training(precision="bfloat16", compile=True)
    record = launched(request(tmp_path, tiny_plan(asked))).run.lock.determinism
    assert record.items() >= arithmetic(asked).items()
    assert record["precision"] == "bfloat16"
    assert record["stages"] == "those at each position compiled"
    assert arithmetic(tiny_training())["stages"] == "not compiled"
