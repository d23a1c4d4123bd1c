"""A result says on which machine it was measured."""

from __future__ import annotations

import json
from pathlib import Path

import torch

from tests.benchmarks.measuring.machine import byte_count, caches, machine, processor


def test_the_machine_is_named_with_all_that_a_figure_depends_on() -> None:
    found = machine()
    assert json.loads(json.dumps(found)) == found
    assert found["torch"] == torch.__version__
    assert found["cores"]
    assert found["processor"] == processor() != ""


def test_data_caches_are_read_where_the_system_tells(tmp_path: Path) -> None:
    for index, (kind, level, size) in enumerate(
        (("Data", "1", "48K"), ("Instruction", "1", "32K"), ("Unified", "2", "2M"))
    ):
        entry = tmp_path / f"index{index}"
        entry.mkdir()
        for name, text in (("type", kind), ("level", level), ("size", size)):
            Path(entry, name).write_text(text + "\n", encoding="utf-8")
    assert caches(tmp_path) == {"L1": 48 * 1024, "L2": 2**21}
    assert caches(tmp_path / "nowhere") == {}


def test_sizes_have_units() -> None:
    assert [byte_count(text) for text in ("7", "2K", "3m", "1G")] == [7, 2048, 3 * 2**20, 2**30]
