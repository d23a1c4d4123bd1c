"""Rewrites on the command line: shown, switched off, written down, and gone on with."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from tests.cli.small_run import graphnet, place

__all__ = ["place"]

STEADY = ("--set", 'train.schedule={use="constant"}', "--set", "train.validate_every=2")
TRAIN = ("--data", "data", "--set", "train.updates=2", "--device", "cpu", *STEADY)
CHUNKED = ["head", "objective"]


def lock(run: str) -> dict[str, object]:
    found = json.loads(Path(run, "lock.json").read_text("utf-8"))
    assert isinstance(found, dict)
    return found


def rewritten(run: str) -> list[list[str]]:
    found = lock(run)["rewrites"]
    assert isinstance(found, list)
    return [each["stages"] for each in found]


def bits(run: str) -> list[float]:
    lines = Path(run, "metrics.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line)["bits"] for line in lines]


def test_show_names_them_and_why(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert graphnet("show", "small.toml", "--rewrites") == 0
    out = capsys.readouterr().out
    assert "chunked: head, objective, 4096 positions at a time" in out
    assert "256 numbers a position are made of 4" in out
    assert graphnet("show", "small.toml", "--rewrites", "--no-rewrites") == 0
    assert "rewrites: none" in capsys.readouterr().out
    assert graphnet("show", "small.toml", "--json") == 0
    (rewrite,) = json.loads(capsys.readouterr().out)["rewrites"]
    assert rewrite["stages"] == CHUNKED


def test_a_run_names_them_and_without_them_has_the_same_figures(place: Path) -> None:
    assert graphnet("train", "small.toml", *TRAIN, "--run", "with") == 0
    assert graphnet("train", "small.toml", *TRAIN, "--run", "without", "--no-rewrites") == 0
    assert rewritten("with") == [CHUNKED]
    assert rewritten("without") == []
    assert bits("with") == pytest.approx(bits("without"), rel=1e-6)


def test_a_run_goes_on_with_the_rewrites_it_began_with(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert graphnet("train", "small.toml", *TRAIN, "--run", "run", "--no-rewrites") == 0
    capsys.readouterr()
    more = ("--set", "train.updates=4", "--device", "cpu")
    assert graphnet("train", "--resume", "run", "--data", "data", *more) == 0
    assert "note: rewrites are those the run began with: none" in capsys.readouterr().err
    assert rewritten("run") == []


def test_a_run_of_before_there_were_any_goes_on_without(place: Path) -> None:
    assert graphnet("train", "small.toml", *TRAIN, "--run", "run") == 0
    old = {key: value for key, value in lock("run").items() if key != "rewrites"}
    Path("run/lock.json").write_text(json.dumps(old), "utf-8")
    more = ("--set", "train.updates=4", "--device", "cpu")
    assert graphnet("train", "--resume", "run", "--data", "data", *more) == 0


def test_every_command_gives_the_same_without_them(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert graphnet("validate", "small.toml", "--no-rewrites") == 0
    assert graphnet("train", "small.toml", *TRAIN, "--run", "run") == 0
    found = []
    for flags in ((), ("--no-rewrites",)):
        capsys.readouterr()
        assert graphnet("evaluate", "run", "--json", *flags) == 0
        nats = json.loads(capsys.readouterr().out)["model"]["nats"]
        words = ("--at", "head", "--input", "data/test", "-o", "out.safetensors")
        assert graphnet("features", "run", *words, *flags) == 0
        assert graphnet("generate", "run", "-o", "out.wav", "--length", "8", *flags) == 0
        drawn = Path("out.wav").read_bytes()
        Path("out.wav").unlink()
        found.append((nats, load_file("out.safetensors"), drawn))
    assert found[0][0] == pytest.approx(found[1][0], rel=1e-6)
    assert all(np.array_equal(found[0][1][name], found[1][1][name]) for name in found[0][1])
    assert found[0][2] == found[1][2]
