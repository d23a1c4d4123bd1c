"""Sides work turn by turn in processes of their own, and one that fails stops no other."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.benchmarks.measuring.result import Json
from tests.benchmarks.measuring.turns import Side, Taken, take_turns

TOYS = "tests.benchmarks.measuring.toys"


def side(name: str, work: str, **settings: Json) -> Side:
    return Side(name=name, work=f"{TOYS}:{work}", settings={"name": name, **settings})


def test_sides_take_turns_and_the_first_is_a_warm_up(tmp_path: Path) -> None:
    log = str(tmp_path / "log")
    taken = take_turns([side("a", "counting", log=log), side("b", "counting", log=log)], rounds=2)
    assert Path(log).read_text(encoding="utf-8").split() == ["a", "b"] * 3
    assert len(taken["a"].wall) == len(taken["a"].process) == 2
    assert taken["a"].values["turns"] == 3
    assert taken["a"].seconds == pytest.approx(sum(taken["a"].wall) / 2)


def test_memory_is_what_work_adds_in_its_own_process() -> None:
    size = 200 * 2**20
    taken = take_turns([side("big", "counting", bytes=size), side("small", "counting")], rounds=1)
    assert taken["big"].memory == pytest.approx(size, rel=0.05)
    assert (taken["small"].memory or 0) < 20 * 2**20


def test_threads_are_those_of_the_side() -> None:
    one = Side(name="one", work=f"{TOYS}:counting", settings={}, threads=1)
    two = Side(name="two", work=f"{TOYS}:counting", settings={}, threads=2)
    taken = take_turns([one, two], rounds=1, warm_ups=0)
    assert taken["one"].facts == {"threads": 1, "asked": "1"}
    assert taken["two"].facts == {"threads": 2, "asked": "2"}


def test_a_side_may_know_its_own_time() -> None:
    taken = take_turns([side("slow", "timing_itself")], rounds=2)["slow"]
    assert taken.wall == (42.0, 42.0)
    assert "wall" not in taken.values


def test_a_side_that_fails_says_why_and_stops_no_other() -> None:
    sides = [side("broken", "failing_at_once"), side("killed", "failing_later")]
    taken = take_turns([*sides, side("good", "counting")], rounds=3)
    assert taken["broken"].failure == "ImportError: a part is missing"
    assert taken["killed"].failure == "last words"
    assert (taken["killed"].seconds, taken["killed"].memory) == (None, None)
    assert len(taken["good"].wall) == 3


def test_no_process_stays_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[str]] = []
    start = subprocess.Popen

    def noted(*words: object, **options: object) -> subprocess.Popen[str]:
        started.append(start(*words, **options))  # type: ignore[call-overload]
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", noted)
    take_turns([side("good", "counting"), side("killed", "failing_later")], rounds=2)
    assert [process.poll() is not None for process in started] == [True, True]


def test_what_was_taken_is_data() -> None:
    taken = Taken(wall=(3.0, 1.0, 2.0), process=(1.0,), base=10, peak=15)
    data = taken.data()
    assert (data["median_s"], data["base_bytes"], data["peak_bytes"]) == (2.0, 10, 15)
    assert taken.memory == 5
