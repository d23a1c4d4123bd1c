"""Weights are found by every name a person has for them, and what is none says what it is."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from graphnet.disk.checkpoint import STATE, WEIGHTS
from graphnet.disk.weights import find_weights
from tests.runtime.launching import trained
from tests.runtime.tiny import tiny_plan


def code(path: Path) -> str:
    found, problems = find_weights(path)
    assert found is None
    return problems[0].rule.code


def test_a_run_a_checkpoint_and_their_file_are_the_same_weights(tmp_path: Path) -> None:
    trained(tmp_path)
    newest = tmp_path / "run" / "checkpoints" / "00000006"
    for path in (tmp_path / "run", newest, newest / WEIGHTS):
        found, problems = find_weights(path)
        assert problems == ()
        assert found is not None
        assert found.file == newest / WEIGHTS
        assert found.model == tiny_plan().fingerprints.model
        assert found.run is not None
        assert set(found.header.tensors) == {"encoder.weight", "decay.a", "head.weight"}


def test_a_checkpoint_that_was_copied_away_has_no_run(tmp_path: Path) -> None:
    trained(tmp_path)
    (tmp_path / "run" / "checkpoints" / "00000003").rename(tmp_path / "copy")
    found, _ = find_weights(tmp_path / "copy")
    assert found is not None
    assert found.run is None
    assert found.model == tiny_plan().fingerprints.model


def test_a_lone_file_knows_its_model_by_its_own_words(tmp_path: Path) -> None:
    trained(tmp_path)
    (tmp_path / "run" / "checkpoints" / "00000006" / WEIGHTS).rename(tmp_path / "mine.safetensors")
    found, _ = find_weights(tmp_path / "mine.safetensors")
    assert found is not None
    assert (found.run, found.model) == (None, tiny_plan().fingerprints.model)


def test_what_is_no_weights_is_refused_with_what_it_is(tmp_path: Path) -> None:
    trained(tmp_path)
    (tmp_path / "notes.txt").write_text("weights, one day")
    torch.save({"a": torch.zeros(2)}, tmp_path / "model.ckpt")
    (tmp_path / "empty").mkdir()
    newest = tmp_path / "run" / "checkpoints" / "00000006"
    (newest / WEIGHTS).write_bytes(b"cut")
    (tmp_path / "run" / "checkpoints" / "00000003" / STATE).write_text("{")
    assert code(tmp_path / "nowhere.safetensors") == "GN906"
    assert code(tmp_path / "empty") == "GN906"
    assert code(tmp_path / "notes.txt") == "GN908"
    assert code(tmp_path / "run") == "GN908"
    assert code(tmp_path / "run" / "checkpoints" / "00000003") == "GN908"


@pytest.mark.parametrize("new", [True, False])
def test_a_pickle_is_never_opened(tmp_path: Path, new: bool) -> None:
    path = tmp_path / "model.pt"
    torch.save({"a": torch.zeros(2)}, path, _use_new_zipfile_serialization=new)
    _, (problem,) = find_weights(path)
    assert problem.rule.code == "GN908"
    assert "pickle" in problem.message
    assert "safetensors" in problem.fixes[0].text
