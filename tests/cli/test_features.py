"""`graphnet features` on a real spec and a real run: any stage, whole files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from tests.cli.small_run import graphnet, place

__all__ = ["place"]


def features(model: str, at: str, source: str = "data/test") -> dict[str, np.ndarray]:
    words = ("--at", at, "--input", source, "-o", "out.safetensors")
    assert graphnet("features", model, *words) == 0
    return load_file("out.safetensors")


def test_a_spec_gives_features_of_untrained_weights(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = features("small.toml", "backbone")
    assert {name: array.shape for name, array in found.items()} == {
        "0.wav": (400, 4), "1.wav": (401, 4),
    }  # fmt: skip
    assert "no trained weights" in capsys.readouterr().err


def test_a_run_gives_features_of_its_weights_at_any_stage(place: Path) -> None:
    words = ("--data", "data", "--run", "run", "--set", "train.updates=2")
    assert graphnet("train", "small.toml", *words) == 0
    trained = features("run", "backbone", "data/test/1.wav")
    assert not np.array_equal(
        trained["1.wav"], features("small.toml", "backbone", "data/test/1.wav")["1.wav"]
    )
    assert features("run", "backbone.down.0", "data/test/1.wav")["1.wav"].shape == (201, 8)
    assert features("run", "head", "data/test/1.wav")["1.wav"].shape == (401, 256)


def test_what_cannot_be_done_is_refused(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for at, source, output, code in (
        ("backbon", "data/test", "out.safetensors", "GN1008"),
        ("backbone", "nowhere", "out.safetensors", "GN901"),
        ("backbone", "data/test", "small.toml/out.safetensors", "GN1005"),
    ):
        capsys.readouterr()
        words = ("--at", at, "--input", source, "-o", output)
        assert graphnet("features", "small.toml", *words) in (1, 5)
        err = capsys.readouterr().err
        assert f"error[{code}]" in err
        assert err.count("error[") == 1
