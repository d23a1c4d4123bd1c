"""What a data folder holds is said in a line, and as data."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import evolve

from graphnet.cli.data_line import data_facts, data_line, lasting
from graphnet.disk.corpus import Corpus
from graphnet.plugin import Example
from tests.runtime.tiny import tiny_plan

PLAN = tiny_plan()


def example(
    name: str, length: int = 100, seconds: float | None = 30.0, rate: str = "9 Hz"
) -> Example:
    return Example(Path(name), length, facts=(("rate", rate), ("width", "2 bits")), seconds=seconds)


def corpus(**splits: tuple[Example, ...]) -> Corpus:
    return Corpus(folder=Path("data"), splits=splits, by_folders=True)


def test_each_split_says_how_many_files_it_has_how_long_they_last_and_what_they_are() -> None:
    folder = corpus(train=(example("a"), example("b", 1_200)), valid=(example("c"),), test=())
    assert data_line(folder, PLAN) == (
        "data: train 2 files, 1 min, 9 Hz, 2 bits; valid 1 file, 30 s, 9 Hz, 2 bits; "
        "values are not kept exactly"
    )
    assert data_line(folder, evolve(PLAN, keeps_values=True)).endswith("; values are kept exactly")


def test_facts_that_differ_are_counted() -> None:
    folder = corpus(train=(example("a"), example("b", rate="7 Hz"), example("c", rate="7 Hz")))
    assert "7 Hz in 2 and 9 Hz in 1, 2 bits" in data_line(folder, PLAN)


def test_without_a_rate_items_are_counted() -> None:
    folder = corpus(train=(example("a", 1_200, None), example("b", 10)))
    assert data_line(folder, PLAN).startswith("data: train 2 files, 1,210 items, ")
    plain = corpus(train=(Example(Path("a"), 7),))
    assert data_line(plain, PLAN).startswith("data: train 1 file, 7 items; ")


def test_programs_are_told_the_same() -> None:
    folder = corpus(train=(example("a", 100, 1800.0), example("b", 50, 5400.0, "7 Hz")), test=())
    assert data_facts(folder, PLAN) == {
        "splits": {
            "train": {
                "files": 2,
                "items": 150,
                "hours": 2.0,
                "facts": {"rate": {"9 Hz": 1, "7 Hz": 1}, "width": {"2 bits": 2}},
            }
        },
        "keeps_values": False,
    }


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.25, "0.25 s"),
        (7.345, "7.34 s"),
        (59.9, "59.9 s"),
        (60, "1 min"),
        (81.6, "1.36 min"),
        (3_600, "1 h"),
        (3_600 * 12_345, "12,345 h"),
    ],
)
def test_time_is_said_in_the_unit_that_fits(seconds: float, said: str) -> None:
    assert lasting(seconds) == said
