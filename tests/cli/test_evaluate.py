"""`graphnet evaluate` on a real run: figures side by side, for people and for programs."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from tests.cli.small_run import graphnet, place

__all__ = ["place"]


@pytest.fixture
def run(place: Path) -> Path:
    assert graphnet("train", "small.toml", "--data", "data", "--run", "run") == 0
    return place / "run"


def test_the_figures_stand_side_by_side(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert graphnet("evaluate", "run", "--data", "data") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "split test: 2 files, 801 samples"
    assert lines[1].startswith("context: windows of ")
    assert lines[3].split("  ")[-1].strip() == "ratio to raw"
    names = [line.split()[0] for line in lines[4:]]
    assert names == ["small", "basics.order-0", "basics.order-1"]


def test_a_program_gets_one_object(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert graphnet("evaluate", "run", "--split", "valid", "--json") == 0
    data = json.loads(capsys.readouterr().out)
    assert data["schema_version"] == 1
    assert (data["split"], data["model"]["samples"], data["update"]) == ("valid", 400, 6)
    model = data["model"]
    assert model["bits_per_sample"] == pytest.approx(model["nats"] / math.log(2) / 400)
    assert model["bits_per_byte"] == pytest.approx(model["bits_per_sample"])
    assert {each["name"] for each in data["baselines"]} == {"basics.order-0", "basics.order-1"}


def test_the_same_figures_come_from_any_batch(
    run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    figures = []
    for batch in (1, 8):
        assert graphnet("evaluate", "run", "--batch", batch, "--json") == 0
        figures.append(json.loads(capsys.readouterr().out)["model"]["nats"])
    assert figures[0] == pytest.approx(figures[1], rel=1e-6)


def test_files_can_be_read_from_their_start(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same values cost other bits than window by window, the same in any batch."""
    said = []
    for words in ((), ("--context", "file"), ("--context", "file", "--batch", 8)):
        capsys.readouterr()
        assert graphnet("evaluate", "run", *words, "--json") == 0
        said.append(json.loads(capsys.readouterr().out))
    assert [(each["context"], each["window"] is None) for each in said] == [
        ("window", False), ("file", True), ("file", True),
    ]  # fmt: skip
    window, alone, together = (each["model"]["nats"] for each in said)
    assert alone == pytest.approx(together, rel=1e-6)
    assert alone != pytest.approx(window, rel=1e-6)
    assert {each["model"]["samples"] for each in said} == {801}
    capsys.readouterr()
    assert graphnet("evaluate", "run", "--context", "file") == 0
    assert capsys.readouterr().out.splitlines()[1] == "context: each file from its start"


def test_what_is_no_run_or_no_split_is_refused_in_json_too(
    run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for words, code in ((("data",), "GN906"), (("run", "--split", "holdout"), "GN905")):
        capsys.readouterr()
        assert graphnet("evaluate", *words, "--json") == 1
        data = json.loads(capsys.readouterr().out)
        assert [each["code"] for each in data["diagnostics"]] == [code]


def test_a_damaged_checkpoint_is_refused(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (run / "checkpoints" / "00000006" / "weights.safetensors").write_bytes(b"half")
    capsys.readouterr()
    assert graphnet("evaluate", "run") == 1
    err = capsys.readouterr().err
    assert "error[GN908]" in err
    assert "checkpoints/00000004" in err
    assert graphnet("evaluate", "run/checkpoints/00000004") == 0


def test_a_run_whose_spec_was_edited_is_not_called_by_its_old_weights(
    run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    resolved = run / "resolved.toml"
    resolved.write_text(resolved.read_text().replace("d_model = 4", "d_model = 8"))
    assert graphnet("evaluate", "run") == 1
    said = capsys.readouterr().err
    assert "error[GN910]: `sizes.d_model` is 8 in the spec, 4 in `weights.safetensors`" in said
    assert "note: `run/resolved.toml` was edited since the run began" in said
    assert said.count("error[") == 1


METRICS = """
[metrics]
bits = { use = "bits" }
nats = { use = "bits", options = { of = "nats" }, prediction = "objective" }
hits = { use = "accuracy", options = { confusion = true } }
"""


def test_metrics_of_the_spec_are_told_beside_the_bits(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Bits counted by a metric are the model's own; a table of classes adds up to all values."""
    with (place / "small.toml").open("a") as spec:
        spec.write(METRICS)
    assert graphnet("train", "small.toml", "--data", "data", "--run", "run", "--device", "cpu") == 0
    assert "nats " in capsys.readouterr().err
    assert graphnet("evaluate", "run", "--json") == 0
    data = json.loads(capsys.readouterr().out)
    bits = data["model"]["bits_per_sample"]
    assert data["metrics"]["bits"] == pytest.approx(bits, rel=1e-6)
    assert data["metrics"]["nats"] == pytest.approx(bits, rel=1e-6)
    table = data["tables"]["hits"]
    right = sum(row[i] for i, row in enumerate(table))
    every = sum(map(sum, table))
    assert every == data["model"]["samples"] == 801
    assert data["metrics"]["hits"] == pytest.approx(right / every)
    assert graphnet("evaluate", "run") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[-3:]] == ["bits", "nats", "hits"]
