"""Losses become lines: means, speeds without what is no training, and the first that is none."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import torch

from graphnet.runtime.ledger import Ledger, NotFinite
from graphnet.runtime.metrics import read_figures


class Time:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 50.0
        monkeypatch.setattr("graphnet.runtime.ledger.time.monotonic", lambda: self.now)


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    return Time(monkeypatch)


def test_a_line_holds_the_mean_in_bits_and_the_speed(tmp_path: Path, time: Time) -> None:
    ledger = Ledger(tmp_path / "m", done=10, values_per_update=100)
    for nats in (1.0, 2.0, 3.0, 6.0):
        time.now += 0.5
        ledger.add(torch.tensor(nats * math.log(2)))
    assert ledger.write(0.25) is None
    (line,) = read_figures(tmp_path / "m")
    assert line["bits"] == pytest.approx(3.0)
    assert (line["update"], line["lr"]) == (14, 0.25)
    assert (line["samples_per_second"], line["seconds"]) == (200.0, 2.0)


def test_what_is_no_training_does_not_slow_it_down(tmp_path: Path, time: Time) -> None:
    ledger = Ledger(tmp_path / "m", done=0, values_per_update=10)
    time.now += 1.0
    ledger.add(torch.tensor(1.0))
    ledger.pause()
    time.now += 60.0
    ledger.go_on()
    time.now += 1.0
    ledger.add(torch.tensor(1.0))
    ledger.write(0.1)
    assert read_figures(tmp_path / "m")[0]["samples_per_second"] == 10.0


def test_the_first_loss_that_is_no_number_is_found_among_many(tmp_path: Path, time: Time) -> None:
    ledger = Ledger(tmp_path / "m", done=5, values_per_update=1)
    for nats in (1.0, 1.0, math.inf, math.nan):
        assert ledger.add(torch.tensor(nats)) is None
    assert ledger.done == 9
    assert ledger.look() == NotFinite(8, math.inf)
    assert ledger.write(0.1) == NotFinite(8, math.inf)
    assert read_figures(tmp_path / "m") == ()


def test_losses_are_looked_at_once_a_second(tmp_path: Path, time: Time) -> None:
    ledger = Ledger(tmp_path / "m", done=0, values_per_update=1)
    ledger.add(torch.tensor(math.log(2)))
    assert ledger.bits is None
    time.now += 1.1
    ledger.add(torch.tensor(2 * math.log(2)))
    assert ledger.bits == pytest.approx(2.0)


def test_nothing_new_is_no_line(tmp_path: Path, time: Time) -> None:
    ledger = Ledger(tmp_path / "m", done=0, values_per_update=1)
    assert ledger.write(0.1) is None
    assert read_figures(tmp_path / "m") == ()
