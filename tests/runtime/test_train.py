"""Training goes on to the bit where it stopped, keeps what it has, and writes what it does."""

from __future__ import annotations

import json
import math
import os
import shutil
import signal
from pathlib import Path
from typing import Any

import pytest
import torch
from attrs import evolve
from torch import Tensor

from graphnet.disk.checkpoint import checkpoints_in
from graphnet.graph.plan import Plan
from graphnet.runtime.metrics import curve_of, read_figures
from graphnet.runtime.train import Training, train
from graphnet.runtime.weights import optimizer_tensors, weights_of
from graphnet.spec.settings import OptimizerSettings, ScheduleSettings
from tests.runtime.launching import Silent, launched, opened, request, trained
from tests.runtime.test_gauges import measured_plan
from tests.runtime.tiny import tiny_plan, tiny_training

COSINE = ScheduleSettings(use="cosine", warmup=2, final=0.1)


class StopAt(Silent):
    """Presses Ctrl-C once some update is done."""

    def __init__(self, update: int) -> None:
        super().__init__()
        self.update = update

    def moved(self, done: int, bits: float | None = None) -> None:
        super().moved(done, bits)
        if done == self.update:
            os.kill(os.getpid(), signal.SIGINT)


def state_of(training: Training) -> dict[str, Tensor]:
    return {**weights_of(training.network), **optimizer_tensors(training.optimizer)}


def assert_same(one: Training, two: Training) -> None:
    mine, theirs = state_of(one), state_of(two)
    assert set(mine) == set(theirs)
    assert [name for name in mine if not torch.equal(mine[name], theirs[name])] == []


@pytest.mark.parametrize("stop", [1, 2, 3, 5])
def test_six_updates_are_those_before_and_after_an_interruption(tmp_path: Path, stop: int) -> None:
    plan = tiny_plan(tiny_training(schedule=COSINE, clip_norm=0.5))
    whole, outcome = trained(tmp_path, plan, "whole")
    assert outcome.update == 6
    assert not outcome.is_interrupted
    asked = request(tmp_path, plan, "parts")
    first = launched(asked)
    stopped = train(first, StopAt(stop))
    assert stopped.is_interrupted
    assert stopped.update == stop
    second = launched(asked, opened(tmp_path / "parts"))
    assert second.first == stop
    assert train(second, Silent()).update == 6
    assert_same(whole, second)
    assert curve_of(read_figures(second.run.metrics), "valid") == curve_of(
        read_figures(whole.run.metrics), "valid"
    )


@pytest.mark.parametrize("stop", [1, 2, 4])
def test_a_rate_that_fell_stays_down_after_an_interruption(tmp_path: Path, stop: int) -> None:
    falls = ScheduleSettings(use="plateau", factor=0.5, patience=0)
    rough = OptimizerSettings(lr=0.5)  # so high that the figure gets worse now and then
    plan = tiny_plan(tiny_training(schedule=falls, optimizer=rough, validate_every=1))
    whole, _ = trained(tmp_path, plan, "whole")
    rates = {line["lr"] for line in read_figures(whole.run.metrics) if line["split"] == "train"}
    assert len(rates) > 1
    asked = request(tmp_path, plan, "parts")
    train(launched(asked), StopAt(stop))
    second = launched(asked, opened(tmp_path / "parts"))
    assert train(second, Silent()).update == 6
    assert_same(whole, second)


def test_the_seed_decides_and_nothing_else_does(tmp_path: Path) -> None:
    one, _ = trained(tmp_path, run="one")
    torch.rand(7)
    two, _ = trained(tmp_path, run="two")
    other, _ = trained(tmp_path, tiny_plan(tiny_training(seed=6)), run="other")
    assert_same(one, two)
    assert not torch.equal(
        one.network.get_parameter("head.weight"), other.network.get_parameter("head.weight")
    )


def test_updates_are_those_of_a_plain_loop(tmp_path: Path) -> None:
    """Against torch's own AdamW over the same batches, without groups, schedule and fusion."""
    settings = tiny_training(optimizer=OptimizerSettings(lr=0.01), updates=4)
    training = launched(request(tmp_path, tiny_plan(settings)))
    twin = launched(request(tmp_path, tiny_plan(settings), "twin"))
    for network in (training.network, twin.network):
        for dropout in (m for m in network.modules() if isinstance(m, torch.nn.Dropout)):
            dropout.p = 0.0
    train(training, Silent())
    network = twin.network
    slow = [network.get_parameter("decay.a")]
    fast = [p for p in network.parameters() if p is not slow[0]]
    groups: list[dict[str, Any]] = [{"params": fast}, {"params": slow, "lr": 0.001}]
    optimizer = torch.optim.AdamW(groups, lr=0.01, weight_decay=0.0, fused=False, foreach=False)
    for update in range(4):
        optimizer.zero_grad()
        main = twin.batches.batch(update, 2)["main"]
        network({"main": main})["objective"].mean().backward()
        optimizer.step()
    for name, tensor in network.state_dict().items():
        torch.testing.assert_close(tensor, training.network.state_dict()[name], msg=name)


def test_the_loss_goes_down_on_data_with_a_pattern(tmp_path: Path) -> None:
    settings = tiny_training(
        updates=80, optimizer=OptimizerSettings(lr=0.05), validate_every=20, checkpoint_every=80
    )
    training, outcome = trained(tmp_path, tiny_plan(settings))
    curve = curve_of(read_figures(training.run.metrics), "valid")
    assert outcome.valid_bits == curve[-1].bits
    assert curve[0].bits < 5
    assert curve[-1].bits < 0.6 * curve[0].bits
    assert training.run.picture.read_bytes().startswith(b"\x89PNG")


def test_figures_checkpoints_and_validation_come_when_they_are_due(tmp_path: Path) -> None:
    training, outcome = trained(tmp_path)
    figures = read_figures(training.run.metrics)
    assert [p.update for p in curve_of(figures, "train")] == [2, 3, 4, 6]
    assert [p.update for p in curve_of(figures, "valid")] == [3, 6]
    assert [c.name for c in checkpoints_in(training.run.checkpoints)] == ["00000003", "00000006"]
    assert outcome.checkpoint == training.run.checkpoints / "00000006"
    assert all(math.isfinite(float(str(line["bits"]))) for line in figures)


def test_a_loss_that_is_no_number_stops_at_once_and_keeps_the_last_checkpoint(
    tmp_path: Path,
) -> None:
    training = launched(request(tmp_path))
    original = training.batches.batch

    def poisoned(update: int, size: int) -> dict[str, Tensor]:
        if update == 4:
            with torch.no_grad():
                training.network.get_parameter("head.weight")[0, 0] = math.inf
        return original(update, size)

    training.batches.batch = poisoned  # type: ignore[method-assign]  # the planted fault
    outcome = train(training, Silent())
    (problem,) = outcome.diagnostics
    assert problem.rule.code == "GN1006"
    assert "at update 5" in problem.message
    assert "00000003" in problem.notes[0]
    assert [c.name for c in checkpoints_in(training.run.checkpoints)] == ["00000003"]


def test_weights_that_are_no_numbers_are_not_saved(tmp_path: Path) -> None:
    training = launched(request(tmp_path))
    step = training.optimizer.step

    def poisoned() -> None:
        step()
        with torch.no_grad():
            training.network.get_parameter("decay.a")[0] = math.nan

    training.optimizer.step = poisoned  # type: ignore[assignment]  # the planted fault
    outcome = train(evolve(training, plan=tiny_plan(tiny_training(updates=1))), Silent())
    assert [d.rule.code for d in outcome.diagnostics] == ["GN1006"]
    assert checkpoints_in(training.run.checkpoints) == ()


def test_a_run_folder_that_vanishes_is_refused_not_crashed_into(tmp_path: Path) -> None:
    training = launched(request(tmp_path))
    training.run.checkpoints.rmdir()
    training.run.checkpoints.write_text("a file now")
    outcome = train(training, Silent())
    assert [d.rule.code for d in outcome.diagnostics] == ["GN1003"]


def test_a_data_file_that_vanishes_is_named_by_the_system(tmp_path: Path) -> None:
    training = launched(request(tmp_path))
    for path in (tmp_path / "data" / "train").iterdir():
        path.unlink()
    with pytest.raises(FileNotFoundError) as caught:
        train(training, Silent())
    assert str(caught.value.filename).endswith(".bin")


def test_a_run_that_is_done_does_nothing_more(tmp_path: Path) -> None:
    first, _ = trained(tmp_path)
    again = launched(request(tmp_path), opened(first.run.folder))
    before = first.run.metrics.read_text()
    outcome = train(again, Silent())
    assert outcome.update == 6
    assert not outcome.is_interrupted
    assert first.run.metrics.read_text() == before


def best_of(run: Path) -> int:
    """The update whose weights are kept as `best`."""
    state = json.loads((run / "checkpoints" / "best" / "state.json").read_text())
    return int(state["update"])


def measured(monitor: str) -> Plan:
    settings = tiny_training(validate_every=1, monitor=monitor)
    return evolve(tiny_plan(settings), metrics=measured_plan().metrics)


@pytest.mark.parametrize("monitor", ["loss", "total"])
def test_the_best_checkpoint_is_that_of_the_best_figure(tmp_path: Path, monitor: str) -> None:
    """The metric of the tests says the same of every update, so the first is never beaten."""
    training, _ = trained(tmp_path, measured(monitor), monitor)
    lines = [line for line in read_figures(training.run.metrics) if line.get("split") == "valid"]
    bits = {int(str(line["update"])): float(str(line["bits"])) for line in lines}
    expected = min(bits, key=bits.__getitem__) if monitor == "loss" else 1
    assert best_of(training.run.folder) == expected
    assert all(isinstance(line["metrics"], dict) and "total" in line["metrics"] for line in lines)


def test_best_is_no_checkpoint_to_go_on_from_and_is_never_dropped(tmp_path: Path) -> None:
    training, _ = trained(tmp_path, measured("loss"))
    names = [folder.name for folder in checkpoints_in(training.run.checkpoints)]
    assert names == ["00000003", "00000006"]
    assert (training.run.checkpoints / "best").is_dir()


def test_a_run_that_goes_on_keeps_the_best_of_before(tmp_path: Path) -> None:
    asked = request(tmp_path, measured("total"))
    train(launched(asked), StopAt(2))
    assert best_of(tmp_path / "run") == 1
    train(launched(asked, opened(tmp_path / "run")), Silent())
    assert best_of(tmp_path / "run") == 1


def test_without_validation_nothing_is_best(tmp_path: Path) -> None:
    asked = request(tmp_path)
    shutil.rmtree(tmp_path / "data" / "valid")
    training = launched(asked)
    train(training, Silent())
    assert not (training.run.checkpoints / "best").exists()
