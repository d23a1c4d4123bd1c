"""Bits per sample of three heads at 16 bits: small models, the same speech, the same updates."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.measuring.command import Found
from tests.benchmarks.measuring.result import Figure, Json
from tests.benchmarks.measuring.turns import HOUSE, Taken

HEADS = ("dense", "factorised", "mixture")
WARM_UP = 20


def qualities(updates: int) -> Found:
    """Train and evaluate a model with each head; the dense one is the reference."""
    with TemporaryDirectory() as folder:
        found = {head: quality(head, updates, Path(folder, head)) for head in HEADS}
    bits = {head: _bits(each) for head, each in found.items()}
    return Found(
        figures=tuple(
            Figure(
                work=f"speech, {updates:,} updates: {head} head",
                unit="bits per sample",
                ours=bits[head],
                reference=bits["dense"],
                against="dense head",
                is_less_better=True,
            )
            for head in HEADS
        ),
        sides={f"speech: {head}": Taken(facts=each) for head, each in found.items()},
    )


def quality(head: str, updates: int, run: Path) -> Mapping[str, Json]:
    """What `graphnet evaluate` says of one, and how long `graphnet train` took for it."""
    spec = HOUSE / "tests/benchmarks/specs" / f"quality-{head}.toml"
    changes = {"train.updates": updates, "train.schedule.warmup": min(WARM_UP, updates // 2)}
    words = [word for name, value in changes.items() for word in ("--set", f"{name}={value}")]
    start = time.perf_counter()
    data = str(HOUSE / "data/speech")
    _command("train", str(spec), "--data", data, "--run", str(run), *words)
    seconds = time.perf_counter() - start
    said = json.loads(_command("evaluate", str(run), "--format", "json"))
    return {
        "model": said["model"],
        "baselines": said["baselines"],
        "training_s": round(seconds, 1),
        "updates": updates,
    }


def _command(*words: str) -> str:
    command = (sys.executable, "-m", "graphnet", *words)
    done = subprocess.run(
        command, cwd=HOUSE, capture_output=True, text=True, check=False
    )  # our own
    if done.returncode != 0:
        raise RuntimeError(f"`graphnet {' '.join(words)}` failed: {done.stderr}")
    return done.stdout


def _bits(said: Mapping[str, Json]) -> float | None:
    model = said["model"]
    found = model["bits_per_sample"] if isinstance(model, Mapping) else None
    return found if isinstance(found, float) else None
