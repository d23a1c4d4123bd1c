"""A run comes back as a network with the weights it saved, or is refused with the reason."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from graphnet.diagnostics import Diagnostic
from graphnet.graph import cut
from graphnet.runtime.restore import Restored, restore
from tests.runtime.launching import opened, trained
from tests.runtime.records import processor
from tests.runtime.tiny import tiny_plan, tiny_planned


def restored(path: Path, at: str = "") -> Restored:
    part = cut(tiny_plan(), at)[0] if at else None
    found, problems = restore(opened(path), tiny_planned(), processor(), part)
    assert found is not None, problems
    return found


def refusal(path: Path, model: str = "m") -> Diagnostic:
    found, (problem,) = restore(opened(path), tiny_planned(tiny_plan(model=model)), processor())
    assert found is None
    return problem


@pytest.mark.parametrize(("name", "update"), [("", 6), ("checkpoints/00000003", 3)])
def test_the_weights_are_those_of_the_newest_or_the_named_checkpoint(
    tmp_path: Path, name: str, update: int
) -> None:
    training, _ = trained(tmp_path)
    found = restored(training.run.folder / name)
    assert found.checkpoint.state.update == update
    on_disk = load_file(training.run.checkpoints / f"{update:08d}" / "weights.safetensors")
    weights = found.network.state_dict()
    assert set(on_disk) == set(weights)
    assert all(torch.equal(on_disk[name], weights[name]) for name in on_disk)


def test_what_is_random_in_training_is_off(tmp_path: Path) -> None:
    trained(tmp_path)
    network = restored(tmp_path / "run").network
    main = torch.arange(16).reshape(2, 8, 1)
    one, two = (network({"main": main})["objective"] for _ in range(2))
    assert torch.equal(one, two)
    assert not any(module.training for module in network.modules())


def test_a_part_of_the_plan_takes_its_part_of_the_weights(tmp_path: Path) -> None:
    trained(tmp_path)
    whole, part = restored(tmp_path / "run"), restored(tmp_path / "run", "encoder")
    weights = part.network.state_dict()
    assert list(weights) == ["encoder.weight"]
    assert torch.equal(weights["encoder.weight"], whole.network.state_dict()["encoder.weight"])


def test_a_run_without_a_checkpoint_is_refused(tmp_path: Path) -> None:
    training, _ = trained(tmp_path)
    for path in training.run.checkpoints.iterdir():
        shutil.rmtree(path)
    assert refusal(tmp_path / "run").rule.code == "GN906"


def test_another_model_is_refused_and_why_it_may_be_another_is_said(tmp_path: Path) -> None:
    trained(tmp_path)
    problem = refusal(tmp_path / "run", model="other")
    assert problem.rule.code == "GN907"
    assert problem.notes[-1].startswith("no key of the spec differs")
    record = tmp_path / "run" / "resolved.toml"
    record.write_text(record.read_text() + "# mine\n")
    assert "was edited since the run began" in refusal(tmp_path / "run", model="other").notes[-1]


def test_a_damaged_checkpoint_is_refused(tmp_path: Path) -> None:
    training, _ = trained(tmp_path)
    (training.run.checkpoints / "00000006" / "weights.safetensors").write_bytes(b"")
    assert refusal(tmp_path / "run").rule.code == "GN908"
