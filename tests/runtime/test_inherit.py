"""A new run begins with the weights of another, goes on with its own, and leaves what is frozen."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from attrs import evolve
from torch import Tensor

from graphnet.disk.record import Begun
from graphnet.disk.run import Opened
from graphnet.disk.weights import find_weights
from graphnet.runtime.checkpoint import read_tensors
from graphnet.runtime.inherit import find_beginning, freeze, take_weights
from graphnet.runtime.material import Request
from graphnet.runtime.train import train
from graphnet.runtime.weights import weights_of
from graphnet.spec.settings import InitSettings
from tests.runtime.launching import Silent, launched, opened, refused, request, trained
from tests.runtime.tiny import tiny_network, tiny_plan, tiny_training

STAGES = ("encoder", "decay")


def learned_by(run: Path) -> dict[str, Tensor]:
    found, _ = find_weights(run)
    assert found is not None
    return dict(read_tensors(found.file)[0])


def beginning_with(tmp_path: Path, donor: Path, run: str = "new", **train: object) -> Request:
    """A request whose spec begins with two stages of a run."""
    asked = request(tmp_path, tiny_plan(tiny_training(**train)), run)
    init = InitSettings(run=str(donor), stages=STAGES)
    settings = asked.spec.settings
    spec = evolve(asked.spec, settings=evolve(settings, train=evolve(settings.train, init=init)))
    return evolve(asked, spec=spec)


def donor_of(tmp_path: Path) -> Path:
    training, _ = trained(tmp_path, run="donor")
    return training.run.folder


def test_the_named_stages_begin_with_the_weights_of_the_run(tmp_path: Path) -> None:
    donor = donor_of(tmp_path)
    training = launched(beginning_with(tmp_path, donor))
    theirs, fresh = learned_by(donor), weights_of(tiny_network(seed=5))
    for name, tensor in weights_of(training.network).items():
        expected = theirs[name] if name.partition(".")[0] in STAGES else fresh[name]
        assert torch.equal(tensor, expected), name
    assert not torch.equal(theirs["head.weight"], fresh["head.weight"])


def test_the_record_names_the_file_its_checksum_and_the_stages(tmp_path: Path) -> None:
    donor = donor_of(tmp_path)
    training = launched(beginning_with(tmp_path, donor))
    noted = json.loads((training.run.folder / "lock.json").read_text())["init"]
    assert noted["stages"] == list(STAGES)
    assert noted["file"] == str(donor / "checkpoints" / "00000006" / "weights.safetensors")
    assert len(noted["checksum"]) == 32
    begun = opened(training.run.folder).run.lock.init
    assert begun is not None
    assert begun.stages == STAGES


def test_a_run_that_goes_on_has_its_own_weights(tmp_path: Path) -> None:
    asked = beginning_with(tmp_path, donor_of(tmp_path), updates=3)
    first = launched(asked)
    train(first, Silent())
    kept = learned_by(first.run.folder)
    again = opened(first.run.folder)
    assert find_beginning(asked.planned, again) == (None, ())
    resumed = launched(asked, again)
    assert all(torch.equal(tensor, kept[n]) for n, tensor in weights_of(resumed.network).items())


def test_one_stopped_before_its_first_checkpoint_begins_with_the_same_again(
    tmp_path: Path,
) -> None:
    asked = beginning_with(tmp_path, donor_of(tmp_path))
    first = launched(asked)
    begun = {name: tensor.clone() for name, tensor in weights_of(first.network).items()}
    resumed = launched(asked, opened(first.run.folder))
    assert all(torch.equal(tensor, begun[n]) for n, tensor in weights_of(resumed.network).items())


def test_it_does_not_begin_again_with_weights_that_have_changed(tmp_path: Path) -> None:
    donor = donor_of(tmp_path)
    asked = beginning_with(tmp_path, donor)
    first = launched(asked)
    file = donor / "checkpoints" / "00000006" / "weights.safetensors"
    content = file.read_bytes()
    for change in (lambda: file.write_bytes(content[:-1] + b"\x00"), file.unlink):
        change()
        again: Opened = opened(first.run.folder)
        assert "GN930" in {problem.rule.code for problem in refused(asked, again)}


def test_damaged_weights_are_refused_before_anything_is_written(tmp_path: Path) -> None:
    donor = donor_of(tmp_path)
    file = donor / "checkpoints" / "00000006" / "weights.safetensors"
    content = bytearray(file.read_bytes())
    content[-1] ^= 0xFF
    file.write_bytes(bytes(content))
    codes = [problem.rule.code for problem in refused(beginning_with(tmp_path, donor))]
    assert codes == ["GN908"]
    assert not (tmp_path / "new").exists()


def test_a_frozen_stage_learns_nothing_and_the_others_do(tmp_path: Path) -> None:
    plan = tiny_plan(tiny_training(freeze=("encoder", "decay")))
    training = launched(request(tmp_path, plan))
    before = {name: tensor.clone() for name, tensor in weights_of(training.network).items()}
    train(training, Silent())
    changed = {
        name
        for name, tensor in weights_of(training.network).items()
        if not torch.equal(tensor, before[name])
    }
    assert changed == {"head.weight"}
    names = {name for group in training.optimizer.param_groups for name in group["names"]}
    assert names == {"head.weight"}


def test_a_frozen_stage_runs_in_evaluation_mode_also_after_a_validation(tmp_path: Path) -> None:
    plan = tiny_plan(tiny_training(freeze=("decay",)))
    network = launched(request(tmp_path, plan)).network
    assert network.training
    for _ in range(2):
        assert not network.module("decay").training
        assert network.module("head").training
        network.eval()
        assert not network.module("head").training
        network.train()
    assert tiny_network().module("decay").training


def test_a_tied_parameter_is_frozen_under_both_its_names() -> None:
    network = tiny_network()
    encoder, head = network.module("encoder"), network.module("head")
    head.weight = encoder.weight  # as a tie puts it
    freeze(tiny_plan(tiny_training(freeze=("head",))), network)
    assert not network.get_parameter("encoder.weight").requires_grad


def test_only_what_is_taken_is_touched(tmp_path: Path) -> None:
    donor = donor_of(tmp_path)
    found, _ = find_weights(donor)
    assert found is not None
    network = tiny_network(seed=1)
    before = {name: tensor.clone() for name, tensor in weights_of(network).items()}
    assert take_weights(Begun(file=str(found.file), checksum="", stages=("decay",)), network) == ()
    now = weights_of(network)
    assert {n for n in now if not torch.equal(now[n], before[n])} == {"decay.a"}
