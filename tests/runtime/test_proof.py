"""Training begins with proofs: a line in the log, or a refusal with its code."""

from __future__ import annotations

from pathlib import Path

import pytest
from torch import Tensor

import graphnet.verify.cheap as room
from graphnet.runtime.proof import prove_first
from graphnet_basics.modules.categorical import Categorical
from tests.cli.small_run import graphnet, place
from tests.verify.proving import question, stage_text

__all__ = ["place"]


@pytest.fixture(autouse=True)
def nothing_proved_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "_PROVED", set())
    monkeypatch.setattr("graphnet.runtime.proof.SECONDS", 600.0)


def test_good_stages_are_counted_in_a_plain_line() -> None:
    asked = question(stage_text("reshapes"))
    line, problems = prove_first(asked.plan, asked.spec, asked.registry)
    assert problems == ()
    assert line.startswith("shapes and quick laws of 4 distinct stages hold")


def test_what_time_left_out_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphnet.runtime.proof.SECONDS", -1.0)
    asked = question(stage_text("reshapes"))
    line, _ = prove_first(asked.plan, asked.spec, asked.registry)
    assert "left out for time: embed, probed, head, objective" in line


def test_a_broken_promise_is_handed_on() -> None:
    asked = question(stage_text("one-too-long"))
    _, problems = prove_first(asked.plan, asked.spec, asked.registry)
    assert [problem.rule.code for problem in problems] == ["GN702"]


def test_a_run_s_log_says_what_was_proved(place: Path) -> None:
    words = ("--data", "data", "--run", "run", "--set", "train.updates=3")
    assert graphnet("train", "small.toml", *words) == 0
    assert "distinct stages hold" in (place / "run" / "log").read_text(encoding="utf-8")


def test_training_with_a_module_that_lies_is_refused_before_the_first_update(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    honest = Categorical.forward

    def one_short(self: Categorical, main: Tensor) -> Tensor:
        return honest(self, main)[:, 1:]

    monkeypatch.setattr(Categorical, "forward", one_short)
    words = ("--data", "data", "--run", "run", "--set", "train.updates=3")
    assert graphnet("train", "small.toml", *words) == 3
    assert "error[GN702]" in capsys.readouterr().err
    assert not (place / "run").exists()
