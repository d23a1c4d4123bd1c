"""People see how far it is, how fast, and how long it still takes."""

from __future__ import annotations

import io

import pytest

from graphnet.runtime.progress import (
    BarWatcher,
    LineWatcher,
    Pace,
    Task,
    clock,
    watcher_for,
)

TASK = Task(title="train", total=100, done=20, values=8)


class Time:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        monkeypatch.setattr("graphnet.runtime.progress.time.monotonic", lambda: self.now)


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    return Time(monkeypatch)


def test_speed_and_time_left_follow_from_the_last_half_minute(time: Time) -> None:
    pace = Pace(TASK)
    for done in range(21, 41):
        time.now += 1.0
        pace.mark(done)
    assert pace.figures(4.2) == "4.200 bits per sample, 8 samples/s, 1:00 left"
    for done in range(41, 101):
        time.now += 0.5
        pace.mark(done)
    assert pace.per_second == pytest.approx(2.0)


def test_nothing_is_claimed_before_anything_moved(time: Time) -> None:
    assert Pace(TASK).figures(None) == ""


def test_marks_are_few_however_often_it_moves(time: Time) -> None:
    pace = Pace(TASK)
    for done in range(10_000):
        time.now += 0.001
        pace.mark(done)
    assert len(pace._marks) < 150
    assert pace.per_second == pytest.approx(1000, rel=0.01)


def test_a_log_gets_a_line_every_few_seconds_and_at_the_end(time: Time) -> None:
    stream = io.StringIO()
    watcher = LineWatcher(stream)
    watcher.started(TASK)
    for done in range(21, 101):
        time.now += 0.5
        watcher.moved(done, 4.0)
    watcher.said("valid 3.9")
    watcher.finished()
    lines = stream.getvalue().splitlines()
    assert len(lines) == 9
    assert lines[0] == "train 30/100: 4.000 bits per sample, 16 samples/s, 0:35 left"
    assert lines[-2].startswith("train 100/100")
    assert lines[-1] == "valid 3.9"


def test_a_terminal_gets_a_bar() -> None:
    stream = io.StringIO()
    watcher = BarWatcher(stream)
    watcher.said("before [it] starts")
    watcher.started(TASK)
    watcher.moved(100, 4.0)
    watcher.said("a [red] line")
    watcher.finished()
    text = stream.getvalue()
    assert "before [it] starts" in text
    assert "a [red] line" in text
    assert "100/100" in text


def test_the_stream_decides() -> None:
    assert isinstance(watcher_for(io.StringIO(), is_terminal=True), BarWatcher)
    assert isinstance(watcher_for(io.StringIO(), is_terminal=False), LineWatcher)


def test_clocks_read_as_clocks() -> None:
    assert [clock(s) for s in (0, 59.9, 61, 3723)] == ["0:00", "0:59", "1:01", "1:02:03"]


class Left(io.StringIO):
    """A pipe that nobody reads any more."""

    def write(self, text: str) -> int:
        raise BrokenPipeError


def test_a_reader_that_leaves_does_not_end_the_work() -> None:
    watcher = LineWatcher(Left())
    watcher.started(TASK)
    watcher.moved(100, 4.0)
    watcher.said("valid 3.9")


def test_on_a_narrow_terminal_the_figures_stay(time: Time, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "72")
    stream = io.StringIO()
    watcher = BarWatcher(stream)
    watcher.started(Task(title="train", total=2000, values=4096))
    time.now += 10.0
    watcher.moved(1234, 4.0)
    watcher.finished()
    figures = "train 1234/2000 4.000 bits per sample, 505,446 samples/s, 0:06 left"
    assert stream.getvalue().strip() == figures
