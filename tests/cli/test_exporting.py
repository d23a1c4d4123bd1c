"""`graphnet export` writes weights that say what they are; `import` reads them back bit for bit."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file

from graphnet.disk.checkpoint import checkpoints_in
from tests.cli.small_run import graphnet, place

__all__ = ["place"]


def trained(place: Path) -> Path:
    assert graphnet("train", "small.toml", "--data", "data", "--run", "run") == 0
    return place / "run"


def weights(run: Path) -> dict[str, torch.Tensor]:
    return load_file(checkpoints_in(run / "checkpoints")[-1] / "weights.safetensors")


def exported(place: Path, *more: str) -> Path:
    file = place / "out" / "weights.safetensors"
    assert graphnet("export", "run", "-o", file, *more) == 0
    return file


def test_a_run_goes_out_and_comes_back_bit_for_bit(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = weights(trained(place))
    file = exported(place)
    out = capsys.readouterr().out
    assert hashlib.sha256(file.read_bytes()).hexdigest() in out
    assert graphnet("validate", "small.toml", "--checkpoint", file) == 0
    assert graphnet("import", file, "--spec", "small.toml", "--run", "again") == 0
    out = capsys.readouterr().out
    assert "read by `graphnet`" in out
    assert " missing" not in out
    after = weights(place / "again")
    assert before.keys() == after.keys()
    assert all(torch.equal(before[name], after[name]) for name in before)
    for run in ("run", "again"):
        assert graphnet("evaluate", run, "--data", "data", "--json") == 0
    first, second = (json.loads(t) for t in _objects(capsys.readouterr().out))
    assert first["model"]["nats"] == second["model"]["nats"]
    assert graphnet("export", "again", "-o", "again.safetensors") == 0
    assert load_file("again.safetensors").keys() == before.keys()


def test_the_same_run_gives_the_same_file_each_time(place: Path) -> None:
    trained(place)
    checksums = {hashlib.sha256(exported(place).read_bytes()).hexdigest() for _ in range(4)}
    assert len(checksums) == 1


def _objects(text: str) -> list[str]:
    return [f"{part}}}" for part in text.split("\n}\n") if part]


def test_the_header_says_which_model_it_is(place: Path) -> None:
    trained(place)
    with safe_open(exported(place), "pt") as file:
        noted = file.metadata()
    assert noted["graphnet.name"] == "small"
    assert noted["graphnet.update"] == "6"
    assert 'use = "embedding"' in noted["graphnet.spec"]
    assert json.loads(noted["graphnet.stages"])["backbone"] == "s4.sashimi"
    assert json.loads(noted["graphnet.options"])["stages.backbone.options.d_state"] == "4"
    assert "graphnet" in json.loads(noted["graphnet.versions"])
    lock = json.loads((place / "run" / "lock.json").read_text())
    assert noted["graphnet.model"] == lock["fingerprints"]["model"]


def test_other_numbers_are_written_on_demand(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = weights(trained(place))
    capsys.readouterr()
    halves = load_file(exported(place, "--dtype", "bfloat16", "--json"))
    facts = json.loads(capsys.readouterr().out)
    assert facts["numbers"] == sum(t.numel() for t in before.values())
    assert {tensor.dtype for tensor in halves.values()} == {torch.bfloat16}
    assert all(torch.equal(before[n].bfloat16(), halves[n]) for n in before)


def test_what_cannot_be_exported_is_refused(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert graphnet("export", "nothing", "-o", "x.safetensors") == 1
    assert "GN906" in capsys.readouterr().err
    run = trained(place)
    assert graphnet("export", run, "-o", "x.txt") == 5
    assert "GN1005" in capsys.readouterr().err
    file = checkpoints_in(run / "checkpoints")[-1] / "weights.safetensors"
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)
    assert graphnet("export", run, "-o", "x.safetensors") == 1
    assert "GN908" in capsys.readouterr().err
    assert not (place / "x.safetensors").exists()


def test_weights_of_another_spec_are_judged_by_what_they_say_of_themselves(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    trained(place)
    file = exported(place)
    setting = "stages.backbone.options.n_layers=2"
    assert graphnet("import", file, "--spec", "small.toml", "--set", setting, "--run", "b") == 1
    assert "error[GN910]: `stages.backbone.options.n_layers` is 2 in" in capsys.readouterr().err
    assert not (place / "b").exists()
