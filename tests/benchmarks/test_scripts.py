"""Every benchmark runs with small sizes, and says what it could not measure."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from pathlib import Path
from typing import TypedDict

import pytest

from tests.benchmarks.measuring.result import NO_GPU, NO_REFERENCE

HOUSE = Path(__file__).parents[2]
TARGETS = {
    "generate_speed": "P1",
    "update_speed": "P2",
    "layer_speed": "P3",
    "head": "P4",
    "factorised": "P5",
    "likelihood_sums": "P6",
    "gpu_update": "P8",
    "gpu_head": "P9",
    "gpu_generate": "P10",
    "cost_prediction": "",
}


class Found(TypedDict):
    """The parts of a result that are looked at."""

    benchmark: str
    target: str
    figures: list[dict[str, str | float | None]]
    series: list[dict[str, str | float | None]]
    sides: dict[str, dict[str, str]]


def quick(name: str, *words: str) -> Found:
    command = (sys.executable, "-m", f"tests.benchmarks.{name}", "--quick", *words)
    done = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: Found = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("name", TARGETS)
def test_a_benchmark_measures_ours_and_names_what_is_missing(name: str) -> None:
    found = quick(name)
    assert (found["benchmark"], found["target"]) == (name, TARGETS[name])
    assert found["figures"]
    for figure in found["figures"]:
        if figure["ours"] is None:
            assert figure["note"] == NO_GPU
        elif "reference" in str(figure["against"]) and figure["reference"] is None:
            assert figure["note"] == NO_REFERENCE
    assert not [side["failure"] for side in found["sides"].values() if _is_fault(side["failure"])]


def _is_fault(failure: str) -> bool:
    return bool(failure) and failure not in NO_GPU


def test_curves_have_a_point_for_each_side() -> None:
    points = quick("curves", "--case", "update length")["series"]
    assert {point["side"] for point in points} == {"ours s4d", "ours dplr"}
    assert all(point["rate"] and point["axis"] == "length" for point in points)


@pytest.mark.parametrize("name", [*TARGETS, "curves"])
def test_a_benchmark_tells_how_to_run_it(name: str) -> None:
    about = importlib.import_module(f"tests.benchmarks.{name}").__doc__ or ""
    assert f"python -m tests.benchmarks.{name}" in about
    assert about.startswith(TARGETS.get(name, ""))
