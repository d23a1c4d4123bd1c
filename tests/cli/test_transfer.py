"""From a run that predicts samples to one that tells clips apart, by the commands alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from graphnet.runtime.hold import Hold
from tests.cli.small_run import SPEC, graphnet, place, tone

__all__ = ["place"]

LABELS = (
    SPEC.replace('name = "small"', 'name = "labels"')
    .replace("bits = 8", "bits = 8\nn_labels = 2")
    .replace(
        'contract = "-> int64 (B, L, 1) in [0, 2**bits)"',
        'contract = { out = { main = "int64 (B, L, 1) in [0, 2**bits)", '
        'label = "int64 (B) in [0, n_labels)" } }',
    )
    .replace('quantization = "mu-law" }', 'quantization = "mu-law", labels = "folder" }')
    .replace(
        '[stages.head]\nuse = "categorical"\nsizes = { C = "2**bits" }',
        '[stages.decoder]\nuse = "sequence"\noptions = { mode = "pool" }\n\n'
        '[stages.head]\nuse = "categorical"\nsizes = { C = "n_labels" }',
    )
    .replace('predict = "next"', 'predict = "label"\ntarget = "source.label"')
    + '\n[metrics.accuracy]\nuse = "accuracy"\ntarget = "source.label"\n'
)
INIT = 'train.init={ run = "runs/small/latest", stages = ["encoder", "backbone"] }'
TRAIN = ("train", "labels.toml", "--data", "clips", "--threads", "1", "--run", "told")


@pytest.fixture
def clips(place: Path) -> Path:
    """A generative run, and clips of two classes and of many lengths."""
    (place / "labels.toml").write_text(LABELS)
    for split, count in (("train", 4), ("valid", 2), ("test", 3)):
        for name, pitch in (("high", 2.0), ("low", 0.5)):
            for number in range(count):
                tone(place / "clips" / split / name / f"{number}.wav", 20 + 7 * number, pitch=pitch)
    words = ("--set", "train.updates=2", "--set", "train.validate_every=2")
    assert graphnet("train", "small.toml", "--data", "data", "--threads", "1", *words) == 0
    return place


def test_stages_are_taken_frozen_measured_and_read_out(
    clips: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    freeze = 'train.freeze=["backbone"]'
    assert graphnet("validate", "labels.toml", "--set", INIT, "--set", freeze) == 0
    capsys.readouterr()
    assert graphnet(*TRAIN, "--set", INIT, "--set", freeze) == 0
    out, err = capsys.readouterr()
    assert "begins with encoder, backbone of " in err
    assert "begins fresh: head" in err
    assert "parameters learn; frozen: backbone" in err
    assert "bits per label" in out
    assert "per sample" not in out + err
    before = load_file(clips / "runs/small/latest/checkpoints/00000002/weights.safetensors")
    after = load_file(clips / "told/checkpoints/00000006/weights.safetensors")
    names = [name for name in before if name.startswith("backbone.")]
    assert names
    assert all(torch.equal(before[name], after[name]) for name in names)
    assert not torch.equal(before["encoder.weight"], after["encoder.weight"])
    figures = [json.loads(line) for line in (clips / "told/metrics.jsonl").read_text().splitlines()]
    assert figures[-1]["labels"] == 4
    assert "samples" not in figures[-1]


def test_evaluate_counts_clips_and_puts_the_accuracy_first(
    clips: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert graphnet(*TRAIN) == 0
    capsys.readouterr()
    assert graphnet("evaluate", "told", "--threads", "1") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "split test: 6 files, 6 labels"
    assert lines[1] == "context: each file as a whole"
    assert lines[3].startswith("accuracy")
    assert lines[5].strip() == "bits per label"
    assert len(lines) == 7
    assert graphnet("evaluate", "told", "--threads", "1", "--format", "json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["unit"], found["model"]["labels"], found["baselines"]) == ("label", 6, [])
    assert "bits_per_label" in found["model"]
    assert "bits_per_sample" not in found["model"]
    assert 0 <= found["metrics"]["accuracy"] <= 1


@pytest.mark.parametrize("mode", ["pool", "last", "sum"])
def test_padding_changes_no_figure(
    clips: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    mode: str,
) -> None:
    """All clips padded to the longest, in one batch, against each by itself with next to none."""
    kept = f'stages.decoder.options.mode="{mode}"'
    assert graphnet(*TRAIN, "--set", kept, "--set", 'train.precision="float64"') == 0
    nats = []
    for apart, batch in ((1, 6), (1000, 1)):
        monkeypatch.setattr("graphnet.runtime.windows.LENGTHS_APART", apart)
        capsys.readouterr()
        words = ("--threads", "1", "--format", "json", "--batch", batch)
        assert graphnet("evaluate", "told", *words) == 0
        nats.append(json.loads(capsys.readouterr().out)["model"]["nats"])
    assert nats[0] == pytest.approx(nats[1], rel=1e-12)


def test_a_backbone_is_read_out_of_either_kind_of_run(clips: Path) -> None:
    assert graphnet(*TRAIN, "--set", INIT, "--set", 'train.freeze=["encoder", "backbone"]') == 0
    clip = "clips/test/low/1.wav"
    for run, out in (("runs/small/latest", "a"), ("told", "b")):
        words = ("--at", "backbone", "--input", clip, "-o", f"{out}.safetensors")
        assert graphnet("features", run, *words, "--threads", "1") == 0
    one, two = load_file(clips / "a.safetensors"), load_file(clips / "b.safetensors")
    assert one["1.wav"].shape == two["1.wav"].shape == (27, 4)


def test_one_run_is_not_written_by_two(clips: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert graphnet(*TRAIN, "--set", "train.updates=4") == 0
    with Hold() as hold:
        assert hold.take(clips / "told") == ()
        assert graphnet("train", "--resume", "told", "--set", "train.updates=6") == 5
    assert "GN1015" in capsys.readouterr().err
