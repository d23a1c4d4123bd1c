"""`graphnet import` makes a run of a checkpoint, or says what is in the way."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest
import torch

from graphnet.build import build_network
from graphnet.disk.compare import declared_shapes
from tests.cli.small_run import SPEC, graphnet, place
from tests.disk.models import planned

__all__ = ["place"]

PLAN = planned(text=SPEC).plan
Tensors = dict[str, torch.Tensor]


def state() -> Tensors:
    """The tensors of a small network by their own names."""
    network, _ = build_network(PLAN, seed=7)
    assert network is not None
    return dict(network.state_dict())


def saved(content: object, name: str = "weights.pt") -> str:
    torch.save(content, name)
    return name


def test_an_imported_run_is_used_as_any_run(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = saved({"state_dict": state(), "epoch": 3}, "weights.ckpt")
    assert graphnet("import", file, "--spec", "small.toml", "--run", "run") == 0
    out = capsys.readouterr().out
    assert out.endswith("run: run\n")
    assert "0 missing" not in out
    assert graphnet("evaluate", "run", "--data", "data") == 0
    assert (
        graphnet(
            "features", "run", "--at", "backbone", "--input", "data/test", "-o", "f.safetensors"
        )
        == 0
    )
    assert graphnet("generate", "run", "-o", "o.wav", "--length", 32) == 0
    assert graphnet("train", "--resume", "run", "--data", "data") == 0
    lock = json.loads((place / "run" / "lock.json").read_text())
    assert lock["imported"]["file"] == "weights.ckpt"
    assert lock["imported"]["importer"] == "graphnet"
    assert lock["imported"]["checksum"] == hashlib.sha256(Path(file).read_bytes()).hexdigest()
    assert lock["data_folder"] == ""
    capsys.readouterr()
    assert graphnet("import", "run", "--spec", "small.toml", "--run", "other") == 1
    refusal = capsys.readouterr().err
    assert "it is a run of graphnet, which needs no import" in refusal
    assert "`graphnet export run -o weights.safetensors`" in refusal


def test_without_data_evaluate_asks_for_them(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    graphnet("import", saved(state()), "--spec", "small.toml", "--run", "run")
    assert graphnet("evaluate", "run") == 1
    assert "error[GN901]: expected a data folder, found neither" in capsys.readouterr().err


def test_a_dry_run_says_all_and_writes_nothing(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(place.rglob("*"))
    file = saved({f"{name}": tensor for name, tensor in state().items()})
    assert graphnet("import", file, "--spec", "small.toml", "--dry-run", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["importer"], found["run"]) == ("graphnet", None)
    assert {row["is"] for row in found["parameters"]} == {"matched"}
    assert [row["parameter"] for row in found["parameters"]] == list(declared_shapes(PLAN))
    assert sorted(place.rglob("*")) == sorted([*before, place / "weights.pt"])


def test_missing_stages_have_to_be_named(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = saved({n: t for n, t in state().items() if not n.startswith("head.")})
    words = ("import", file, "--spec", "small.toml", "--run", "run")
    assert graphnet(*words) == 1
    captured = capsys.readouterr()
    assert "error[GN924]: 2 of the model's" in captured.err
    assert "head.weight" in captured.out
    assert not (place / "run").exists()
    assert graphnet(*words, "--allow-missing", "hed") == 1
    assert "did you mean `head`?" in capsys.readouterr().err
    assert graphnet(*words, "--allow-missing", "head") == 0
    lock = json.loads((place / "run" / "lock.json").read_text())
    assert lock["imported"]["fresh"] == ["head"]


def test_unused_tensors_have_to_be_left_out(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = saved({**state(), "decoder.weight": torch.zeros(3)})
    words = ("import", file, "--spec", "small.toml", "--run", "run")
    assert graphnet(*words) == 1
    captured = capsys.readouterr()
    assert "error[GN927]: 1 of the" in captured.err
    assert "unused: `decoder.weight`" in captured.out
    assert graphnet(*words, "--allow-unused", "") == 1  # every name begins so
    assert graphnet(*words, "--allow-unused", "decoder.") == 0


def test_weights_that_are_not_finite_are_refused(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    weights = state()
    weights["head.bias"][3] = torch.nan
    assert graphnet("import", saved(weights), "--spec", "small.toml", "--run", "run") == 1
    err = capsys.readouterr().err
    assert "error[GN929]: `weights.pt` holds values that are not finite: `head.bias`" in err
    assert not (place / "run").exists()


def test_numbers_that_are_no_reals_are_refused(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    weights = {**state(), "head.bias": torch.zeros(256, dtype=torch.int8)}
    assert graphnet("import", saved(weights), "--spec", "small.toml", "--run", "run") == 1
    assert "`head.bias` holds int8 numbers, where weights are real" in capsys.readouterr().err
    assert not (place / "run").exists()


class Attack:
    """Asks for a call when it is unpickled."""

    def __reduce__(self) -> tuple[object, ...]:
        return os.system, ("touch planted",)


def test_nothing_in_a_checkpoint_is_executed(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = saved({**state(), "extra": Attack()}, "evil.pt")
    assert graphnet("import", file, "--spec", "small.toml", "--run", "run") == 1
    captured = capsys.readouterr()
    assert captured.err == EVIL
    assert not (place / "planted").exists()
    assert not (place / "run").exists()


EVIL = """\
error[GN921]: `evil.pt` asks to run `posix.system` when it is opened
 --> evil.pt
note: nothing of it was executed: graphnet reads a pickle as data
help: do not open it with `torch.load` or `pickle`; ask who made it for `.safetensors`, or take \
the file from where you trust it
graphnet explain GN921
"""


def test_a_file_that_is_cut_or_turned_is_refused(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = Path(saved(state()))
    whole = file.read_bytes()
    words = ("import", file, "--spec", "small.toml", "--run", "run")
    file.write_bytes(whole[: len(whole) // 2])
    assert graphnet(*words) == 1
    assert capsys.readouterr().err == CUT
    turned = bytearray(whole)
    turned[len(turned) // 2] ^= 16
    file.write_bytes(turned)
    assert graphnet(*words) == 1
    assert "was altered: the checksum is not the one noted" in capsys.readouterr().err
    assert not (place / "run").exists()


CUT = """\
error[GN920]: `weights.pt` cannot be read as a checkpoint: it is cut short: the table of contents \
at its end is missing
 --> weights.pt
help: copy it again from where it is whole, and compare its checksum
help: files of `torch.save` (`.pt`, `.ckpt`) and `.safetensors` are read; where it was made: \
`safetensors.torch.save_file(model.state_dict(), 'weights.safetensors')`
graphnet explain GN920
"""


def test_a_folder_that_is_taken_is_refused(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert graphnet("import", saved(state()), "--spec", "small.toml", "--run", "data") == 5
    assert "GN1003" in capsys.readouterr().err


def test_an_unknown_importer_has_close_ones(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("import", saved(state()), "--spec", "small.toml", "--from", "graphnett")
    assert graphnet(*words) == 1
    assert "did you mean `graphnet`?" in capsys.readouterr().err
