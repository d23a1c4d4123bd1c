"""From `module:attribute` to the thing itself, or to one diagnostic."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphnet.plugin.load import load_attribute
from graphnet.plugin.types import NoOptions
from tests.toys import Scale


def test_a_place_gives_the_thing_itself() -> None:
    found, problems = load_attribute("tests.toys:Scale")
    assert problems == ()
    assert found is not None
    assert isinstance(found(NoOptions(), {}), Scale)


@pytest.mark.parametrize(
    "place", ["tests.toys:Nowhere", "tests.nowhere:Scale", "tests.toys", "", ":Scale", "a b:c"]
)
def test_a_place_where_nothing_is_becomes_one_diagnostic(place: str) -> None:
    found, problems = load_attribute(place, "toy.lost")
    assert found is None
    assert [problem.rule.code for problem in problems] == ["GN701"]
    assert "`toy.lost`" in problems[0].message


def test_without_the_name_of_a_stage_the_place_is_named() -> None:
    (problem,) = load_attribute("tests.toys:Nowhere")[1]
    assert "tests.toys:Nowhere" in problem.message


@pytest.mark.parametrize("body", ["1 / 0", "raise SystemError", "import nothing_such", "def"])
def test_a_module_that_fails_in_any_way_stops_nothing_else(
    body: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "failing_stage.py").write_text(f"{body}\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    found, problems = load_attribute("failing_stage:Thing", "x.thing")
    assert found is None
    assert [problem.rule.code for problem in problems] == ["GN701"]
