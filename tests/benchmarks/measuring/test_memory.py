"""The peak is that of what came since it was last forgotten."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.benchmarks.measuring import memory

SIZE = 150 * 2**20


@pytest.mark.skipif(not memory.FORGET.exists(), reason="only Linux forgets peaks")
def test_a_peak_passes_and_can_be_forgotten() -> None:
    memory.forget_peak("cpu")
    before = memory.held("cpu")
    np.ones(SIZE, dtype=np.uint8)
    assert memory.peak("cpu") - before == pytest.approx(SIZE, rel=0.1)
    memory.forget_peak("cpu")
    assert memory.peak("cpu") - before < SIZE / 4


def test_elsewhere_it_is_that_of_the_whole_process(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(memory, "STATUS", tmp_path / "nothing")
    monkeypatch.setattr(memory, "FORGET", tmp_path / "no" / "folder")
    memory.forget_peak("cpu")
    assert memory.peak("cpu") == memory.held("cpu") > 0
