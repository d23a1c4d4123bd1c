"""One picture for each curve, the same bytes for the same points."""

from __future__ import annotations

from pathlib import Path

from tests.benchmarks.measuring.result import Json
from tests.benchmarks.pictures import draw_all, linked


def point(curve: str, axis: str, place: int, side: str, rate: float | None) -> dict[str, Json]:
    return {
        "curve": curve,
        "axis": axis,
        "place": place,
        "side": side,
        "rate": rate,
        "bytes": 10**6 * place,
        "failure": "",
    }


POINTS = [
    point(curve, axis, place, side, None if place == 4 and side == "reference s4d" else 100 / place)
    for curve, axis in (("update", "length"), ("generation", "batch"))
    for place in (1, 2, 4)
    for side in ("ours s4d", "reference s4d", "ours dplr")
]


def test_each_curve_and_axis_has_its_picture(tmp_path: Path) -> None:
    names = [path.name for path in draw_all(POINTS, tmp_path)]
    assert names == ["update-length.svg", "generation-batch.svg"]
    text = (tmp_path / names[0]).read_text(encoding="utf-8")
    assert all(words in text for words in ("ours s4d", "reference s4d", "samples/s", "bytes"))
    assert "real time" in (tmp_path / names[1]).read_text(encoding="utf-8")


def test_the_same_points_give_the_same_bytes(tmp_path: Path) -> None:
    first = [path.read_bytes() for path in draw_all(POINTS, tmp_path / "a")]
    second = [path.read_bytes() for path in draw_all(POINTS, tmp_path / "b")]
    assert first == second


def test_a_side_that_failed_everywhere_has_no_line(tmp_path: Path) -> None:
    failed = [point("update", "length", 1, "reference dplr", None) | {"bytes": None}]
    (path,) = draw_all([*POINTS[:3], *failed], tmp_path)
    assert "reference dplr" not in path.read_text(encoding="utf-8")


def test_links_to_the_pictures_of_a_curve_stand_at_its_place() -> None:
    text = "a\n<!-- pictures: update -->\nold\n<!-- end -->\nb\n"
    paths = [Path("docs/pictures", name) for name in ("update-length.svg", "generation-batch.svg")]
    once = linked(text, paths)
    link = "![update by length](pictures/update-length.svg)"
    assert once == f"a\n<!-- pictures: update -->\n\n{link}\n\n<!-- end -->\nb\n"
    assert linked(once, paths) == once
