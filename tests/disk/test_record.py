"""The record of a run comes back as it was written, or is no record."""

from __future__ import annotations

import json
from pathlib import Path

from graphnet.disk.record import Lock, read_lock, render_lock
from tests.runtime.records import lock
from tests.runtime.tiny import tiny_plan


def written(folder: Path) -> tuple[Lock, Path]:
    made, path = lock(folder), folder / "lock.json"
    path.write_text(render_lock(made), encoding="utf-8")
    return made, path


def test_the_record_comes_back_as_it_was(tmp_path: Path) -> None:
    made, path = written(tmp_path)
    found = read_lock(path)
    assert found == made
    assert found is not None
    assert set(found.data["train"]) == {"train/0.bin", "train/1.bin"}
    assert found.fingerprints == tiny_plan().fingerprints
    assert (found.seed, found.device, found.argv) == (5, "cpu", ("graphnet", "train"))


def test_a_record_of_another_shape_is_no_record(tmp_path: Path) -> None:
    _, path = written(tmp_path)
    record = json.loads(path.read_text())
    for content in (
        json.dumps({k: v for k, v in record.items() if k != "software"}),
        json.dumps(record | {"seed": "five"}),
        json.dumps(["not", "a", "record"]),
        path.read_text()[:-20],
        "",
    ):
        path.write_text(content)
        assert read_lock(path) is None
    assert read_lock(tmp_path) is None
    assert read_lock(tmp_path / "none.json") is None
