"""An objective that learns: planned, trained, resumed, evaluated and drawn from like any other."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile
from safetensors.numpy import load_file

from graphnet.graph import plan_spec
from graphnet.registry import find_plugins
from graphnet.spec.load import spec_from_text
from graphnet.text import SourceText
from tests.cli.small_run import SPEC, graphnet, place

__all__ = ["place"]

HEAD = 'use = "categorical"\nsizes = { C = "2**bits" }'
HALVES = 'use = "factorised"\nsizes = { d_fine = 8 }'
TEXT = SPEC.replace(HEAD, HALVES).replace("cross-entropy", "factorised-nll")
LEARNED = {"coarse.weight": (16, 8), "fine.weight": (16, 8), "fine.bias": (16,)}


@pytest.fixture
def run(place: Path) -> Path:
    (place / "halves.toml").write_text(TEXT)
    assert graphnet("train", "halves.toml", "--data", "data", "--run", "run") == 0
    return place / "run"


def newest(run: Path) -> Path:
    return max(run.glob("checkpoints/*[0-9]"), key=lambda path: path.stat().st_mtime)


def test_what_the_objective_learns_is_counted(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "halves.toml").write_text(TEXT)
    assert graphnet("show", "halves.toml", "--json") == 0
    stages = {each["stage"]: each for each in json.loads(capsys.readouterr().out)["stages"]}
    assert stages["objective"]["parameters"] == 2 * 16 * 8 + 16
    assert stages["head"]["parameters"] == (16 + 8) * (4 + 1)


def test_it_is_updated_saved_and_taken_up_again(run: Path) -> None:
    weights = load_file(newest(run) / "weights.safetensors")
    found = {
        name.removeprefix("objective."): values.shape
        for name, values in weights.items()
        if name.startswith("objective.")
    }
    assert found == LEARNED
    moments = load_file(newest(run) / "optimizer.safetensors")
    assert np.abs(moments["objective.coarse.weight.exp_avg"]).max() > 0


def test_from_an_earlier_checkpoint_it_ends_in_the_same_weights(run: Path) -> None:
    whole = load_file(newest(run) / "weights.safetensors")
    shutil.rmtree(newest(run))
    assert graphnet("train", "--resume", "run") == 0
    again = load_file(newest(run) / "weights.safetensors")
    for name in LEARNED:
        assert np.array_equal(whole[f"objective.{name}"], again[f"objective.{name}"])


def test_it_is_evaluated_and_drawn_from(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert graphnet("evaluate", "run", "--json") == 0
    assert 4 < json.loads(capsys.readouterr().out)["model"]["bits_per_sample"] < 12
    for name, words in (("a", ()), ("b", ("--top-k", 1)), ("c", ("--temperature", 0))):
        assert graphnet("generate", "run", "-o", f"{name}.wav", "--length", 50, *words) == 0
    a, b, c = (soundfile.read(f"{name}.wav")[0] for name in "abc")
    assert a.shape == (50,)
    assert not np.array_equal(a, b)
    assert np.array_equal(b, c)


def test_features_need_no_objective(run: Path) -> None:
    words = ("--input", "data/test/0.wav", "--at", "backbone", "-o", "features.safetensors")
    assert graphnet("features", "run", *words) == 0


def test_a_decoder_keeps_the_end_of_both_fields() -> None:
    text = TEXT.split("[objective]")[0].replace("d_fine = 8", "Q = 16, d_fine = 8")
    text += '[stages.decoder]\nuse = "sequence"\noptions = { mode = "last", l_output = 3 }\n'
    spec, problems = spec_from_text(SourceText("last.toml", text))
    assert spec is not None, problems
    plan, found = plan_spec(spec, find_plugins({}))
    assert plan is not None, found
    gives = plan.by_path["decoder"].gives
    shapes = {name: [axis.size.as_int for axis in port.axes] for name, port in gives.items()}
    assert shapes == {"main.coarse": [None, 3, 16], "main.fine": [None, 3, 8]}
