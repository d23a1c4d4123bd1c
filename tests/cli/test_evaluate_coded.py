"""What `graphnet evaluate` reports is what an arithmetic coder spends on the same values."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
import soundfile
from constriction import stream
from numpy.typing import NDArray
from safetensors.numpy import load_file

from graphnet.graph import Plan, plan_spec
from graphnet.registry import find_plugins
from graphnet.runtime.inputs import read_inputs
from graphnet.runtime.parts import build_source
from graphnet.runtime.ports import ports_of
from graphnet.spec.load import load_spec
from graphnet.spec.spec import Spec
from tests.cli.small_run import SPEC, graphnet, place

__all__ = ["place"]

FILES, ITEMS = 8, 18_000
TEXT = f"{SPEC}\n[evaluate]\nlength = {{ L = {ITEMS} }}\n"
SHARES = stream.model.Categorical(perfect=False)


@pytest.fixture
def run(place: Path) -> Path:
    """A run of a few updates, with test files of tones in noise."""
    noise = np.random.default_rng(0)
    for number in range(FILES):
        wave = 0.3 * np.sin(np.arange(ITEMS) * 0.05 * (number + 1))
        path = place / "data" / "test" / f"{number}.wav"
        soundfile.write(path, wave + 0.1 * noise.standard_normal(ITEMS), 8000, subtype="PCM_16")
    (place / "coded.toml").write_text(TEXT)
    assert graphnet("train", "coded.toml", "--data", "data", "--run", "run") == 0
    return place / "run"


def planned() -> tuple[Spec, Plan]:
    spec, problems = load_spec("coded.toml", ())
    assert spec is not None, problems
    plan, found = plan_spec(spec, find_plugins({}))
    assert plan is not None, found
    return spec, plan


def values_of(path: Path) -> NDArray[np.int32]:
    """The codes of a file, as the model's source reads them."""
    spec, plan = planned()
    (example,), _ = read_inputs(path, plan, spec.tree)
    source, _ = build_source(plan)
    assert source is not None
    main = ports_of(source.read(example, 0, example.length))["main"]
    return np.asarray(main.flatten().numpy().astype(np.int32))


def predictions_of(path: Path) -> NDArray[np.float64]:
    """The probabilities of every value of a file, from the scores of the run's own head."""
    words = ("--at", "head", "--input", path, "-o", "scores.safetensors")
    assert graphnet("features", "run", *words) == 0
    scores = load_file("scores.safetensors")[path.name].astype(np.float64)
    weights = np.exp(scores - scores.max(1, keepdims=True))
    return np.asarray(weights / weights.sum(1, keepdims=True))


def test_a_coder_spends_the_reported_bits(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert graphnet("evaluate", "run", "--json") == 0
    model = json.loads(capsys.readouterr().out)["model"]
    coded = 0
    for number in range(FILES):
        path = Path("data/test") / f"{number}.wav"
        values, shares = values_of(path), predictions_of(path)
        encoder = stream.queue.RangeEncoder()
        encoder.encode(values, SHARES, shares)
        words = encoder.get_compressed()
        assert np.array_equal(stream.queue.RangeDecoder(words).decode(SHARES, shares), values)
        coded += 32 * len(words)
    reported = model["nats"] / math.log(2)
    assert model["samples"] == FILES * ITEMS
    assert reported > 1_000_000
    assert coded == pytest.approx(reported, rel=1e-3)
