"""A checkpoint is there whole or not at all, and goes into its own model only."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch

from graphnet.graph.plan import Plan
from graphnet.runtime import checkpoint as room
from graphnet.runtime.checkpoint import (
    OPTIMIZER,
    STATE,
    WEIGHTS,
    checkpoints_in,
    drop_old,
    read_checkpoint,
)
from graphnet.runtime.optimizer import build_optimizer
from graphnet.runtime.weights import (
    load_optimizer,
    load_weights,
    optimizer_tensors,
)
from tests.runtime.records import saved
from tests.runtime.tiny import tiny_network, tiny_plan


def code(folder: Path, plan: Plan | None = None) -> str:
    found, problems = read_checkpoint(folder, plan or tiny_plan())
    return "" if found else problems[0].rule.code


def test_what_was_saved_comes_back_to_the_bit(tmp_path: Path) -> None:
    plan = tiny_plan()
    written = saved(tmp_path)
    read, _ = read_checkpoint(written.folder, plan)
    assert read == written
    network, original = tiny_network(plan, seed=2), tiny_network(plan, seed=1)
    optimizer = build_optimizer(plan, network)
    first = build_optimizer(plan, original)
    assert not load_weights(written, network)
    assert not load_optimizer(written, optimizer)
    for parameter in original.parameters():
        parameter.grad = torch.full_like(parameter, 0.5)
    first.step()
    for name, tensor in original.state_dict().items():
        assert torch.equal(tensor, network.state_dict()[name])
    mine, theirs = optimizer_tensors(optimizer), optimizer_tensors(first)
    assert set(mine) == set(theirs)
    assert {name.rsplit(".", 1)[1] for name in mine} == {"exp_avg", "exp_avg_sq", "step"}
    assert all(torch.equal(mine[name], theirs[name]) for name in mine)


def test_nothing_is_left_of_a_checkpoint_that_could_not_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_disk(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(room, "_put_in_place", full_disk)
    with pytest.raises(OSError, match="No space"):
        saved(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_half_a_checkpoint_of_a_killed_run_is_no_checkpoint(tmp_path: Path) -> None:
    whole = saved(tmp_path)
    (tmp_path / ".part-99").mkdir()
    (tmp_path / "00000009").mkdir()
    (tmp_path / "00000009" / WEIGHTS).write_bytes(b"half")
    assert checkpoints_in(tmp_path) == (whole.folder,)
    saved(tmp_path, 4)
    assert not (tmp_path / ".part-99").exists()


def test_saving_an_update_again_replaces_it(tmp_path: Path) -> None:
    saved(tmp_path)
    (tmp_path / "00000003" / WEIGHTS).write_bytes(b"damaged")
    whole = saved(tmp_path)
    assert code(whole.folder) == ""
    assert [path.name for path in tmp_path.iterdir()] == ["00000003"]


def test_only_the_newest_are_kept(tmp_path: Path) -> None:
    for update in (1, 2, 30, 4):
        saved(tmp_path, update)
    drop_old(tmp_path, 2)
    assert [path.name for path in checkpoints_in(tmp_path)] == ["00000004", "00000030"]


def test_a_checkpoint_of_another_model_names_what_differs(tmp_path: Path) -> None:
    written = saved(tmp_path)
    other = tiny_plan(model="other")
    _, (problem,) = read_checkpoint(written.folder, other)
    assert problem.rule.code == "GN907"
    assert "same names and shapes" in problem.notes[0]


@pytest.mark.parametrize("name", [WEIGHTS, OPTIMIZER, STATE])
def test_a_missing_cut_or_altered_file_is_named(tmp_path: Path, name: str) -> None:
    older, written = saved(tmp_path, 2), saved(tmp_path, 3)
    file = written.folder / name
    content = file.read_bytes()
    for damaged in (content[:-9], content[:-9] + b"\x01" + content[-8:], b""):
        file.write_bytes(damaged)
        _, (problem,) = read_checkpoint(written.folder, tiny_plan())
        assert problem.rule.code == "GN908"
        assert name in problem.message
        assert str(older.folder) in problem.fixes[0].text
    file.unlink()
    assert code(written.folder) == "GN908"


def test_a_state_of_a_later_format_is_refused(tmp_path: Path) -> None:
    written = saved(tmp_path)
    state = json.loads((written.folder / STATE).read_text())
    (written.folder / STATE).write_text(json.dumps(state | {"format": 9}))
    assert code(written.folder) == "GN908"


def test_nothing_in_a_checkpoint_is_a_pickle(tmp_path: Path) -> None:
    written = saved(tmp_path)
    assert sorted(path.name for path in written.folder.iterdir()) == [OPTIMIZER, STATE, WEIGHTS]
    assert (written.folder / WEIGHTS).read_bytes()[8:9] == b"{"
