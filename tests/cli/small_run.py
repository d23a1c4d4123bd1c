"""A small real spec, recordings made of tones, and the commands that work on them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
import soundfile

from graphnet.cli.main import main

SPEC = """\
format = 1
name = "small"

[sizes]
bits = 8
d_model = 4

[source]
use = "audio.files"
contract = "-> int64 (B, L, 1) in [0, 2**bits)"
options = { sample_rate = 8000, quantization = "mu-law" }

[stages.encoder]
use = "embedding"
sizes = { H = "d_model" }

[stages.backbone]
use = "sashimi"
options = { n_layers = 1, pool = [2], expand = 2, ff = 2, d_state = 4, dropout = 0.1 }

[stages.head]
use = "categorical"
sizes = { C = "2**bits" }

[objective]
use = "cross-entropy"
predict = "next"

[train]
length = { L = 32 }
batch = 2
updates = 6
log_every = 1
validate_every = 3
checkpoint_every = 2
optimizer = { lr = 0.01 }
schedule = { use = "cosine", warmup = 2 }
"""


def tone(
    path: Path, length: int = 400, rate: int = 8000, channels: int = 1, pitch: float = 1.0
) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    wave = 0.4 * np.sin(np.arange(length) * 2 * math.pi * 440 * pitch / rate)
    subtype = "PCM_16"
    soundfile.write(path, np.stack([wave] * channels, 1), rate, subtype=subtype)


def recordings(folder: Path, counts: Mapping[str, int] | None = None) -> Path:
    for split, count in (counts or {"train": 3, "valid": 1, "test": 2}).items():
        for number in range(count):
            tone(folder / split / f"{number}.wav", 400 + number, pitch=1 + number / 7)
    return folder


def graphnet(*words: object) -> int:
    """One command line, in this process."""
    return main([str(word) for word in words])


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with `small.toml` and `data`, in which commands run."""
    (tmp_path / "small.toml").write_text(SPEC)
    recordings(tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    return tmp_path
