"""A checkpoint is there whole or not at all, and says whose it is."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from graphnet.disk.checkpoint import OPTIMIZER, STATE, WEIGHTS, checkpoints_in, read_whole
from graphnet.disk.tensors import Header, read_header
from graphnet.disk.weights import MODEL
from graphnet.runtime import checkpoint as room
from graphnet.runtime.checkpoint import drop_old
from graphnet.runtime.optimizer import build_optimizer
from graphnet.runtime.weights import (
    load_optimizer,
    load_weights,
    optimizer_tensors,
)
from tests.runtime.records import saved
from tests.runtime.tiny import tiny_network, tiny_plan


def test_what_was_saved_comes_back_to_the_bit(tmp_path: Path) -> None:
    plan = tiny_plan()
    written = saved(tmp_path)
    read, _ = read_whole(written.folder)
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


def test_saving_an_update_again_replaces_it(tmp_path: Path) -> None:
    saved(tmp_path)
    (tmp_path / "00000003" / WEIGHTS).write_bytes(b"damaged")
    whole = saved(tmp_path)
    assert read_whole(whole.folder) == (whole, ())
    assert [path.name for path in tmp_path.iterdir()] == ["00000003"]


def test_only_the_newest_are_kept(tmp_path: Path) -> None:
    for update in (1, 2, 30, 4):
        saved(tmp_path, update)
    drop_old(tmp_path, 2)
    assert [path.name for path in checkpoints_in(tmp_path)] == ["00000004", "00000030"]


def test_nothing_in_a_checkpoint_is_a_pickle(tmp_path: Path) -> None:
    written = saved(tmp_path)
    assert sorted(path.name for path in written.folder.iterdir()) == [OPTIMIZER, STATE, WEIGHTS]
    assert (written.folder / WEIGHTS).read_bytes()[8:9] == b"{"


def test_the_file_of_weights_says_of_which_model_it_is(tmp_path: Path) -> None:
    header = read_header(saved(tmp_path).folder / WEIGHTS)
    assert isinstance(header, Header)
    assert header.metadata == {MODEL: tiny_plan().fingerprints.model}
