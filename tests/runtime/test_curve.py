"""The loss curve is a picture that is there whole or not at all, and shows what was measured."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from matplotlib.image import imread

from graphnet.runtime.curve import COLOURS, draw_curve
from graphnet.runtime.metrics import append_figures


def measured(folder: Path, **splits: int) -> Path:
    path = folder / "metrics.jsonl"
    for split, count in splits.items():
        for update in range(count):
            append_figures(path, {"update": update, "split": split, "bits": 4.5 - update / 10})
    return path


def painted(picture: Path, split: str) -> int:
    """How many points of the picture have a split's colour."""
    colour = [int(COLOURS[split][i : i + 2], 16) / 255 for i in (1, 3, 5)]
    points = imread(picture)[..., :3]
    return int(np.sum(np.abs(points - colour).max(axis=-1) < 0.02))


def test_without_figures_there_is_no_picture(tmp_path: Path) -> None:
    assert not draw_curve(tmp_path / "metrics.jsonl", tmp_path / "loss.png")
    append_figures(tmp_path / "metrics.jsonl", {"update": 1, "split": "test", "bits": 4.0})
    assert not draw_curve(tmp_path / "metrics.jsonl", tmp_path / "loss.png")
    assert not (tmp_path / "loss.png").exists()


def test_the_curve_is_a_picture_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path = measured(tmp_path, train=5, valid=1)
    for _ in range(2):
        assert draw_curve(path, tmp_path / "loss.png")
        assert (tmp_path / "loss.png").read_bytes().startswith(b"\x89PNG")
        assert sorted(p.name for p in tmp_path.iterdir()) == ["loss.png", "metrics.jsonl"]


@pytest.mark.parametrize("split", sorted(COLOURS))
def test_a_curve_of_one_point_can_be_seen(tmp_path: Path, split: str) -> None:
    """Its point in the axes, besides the one in the legend."""
    (tmp_path / "none").mkdir()
    (tmp_path / "one").mkdir()
    other = next(name for name in COLOURS if name != split)
    none, one = tmp_path / "none" / "loss.png", tmp_path / "one" / "loss.png"
    assert draw_curve(measured(none.parent, **{other: 5}), none)
    assert draw_curve(measured(one.parent, **{other: 5, split: 1}), one)
    assert painted(one, split) > painted(none, split)
