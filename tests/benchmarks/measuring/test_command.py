"""Every benchmark reads the same command line, and ends with the same form of result."""

from __future__ import annotations

import json
import sys

import pytest

from tests.benchmarks.measuring.command import (
    Asked,
    Found,
    command_line,
    end,
    is_asked,
    note,
    read_command,
)
from tests.benchmarks.measuring.result import Figure
from tests.benchmarks.measuring.turns import Taken


def test_words_of_the_command_line_arrive(monkeypatch: pytest.MonkeyPatch) -> None:
    words = "x --reference r --threads 1 2 --case a b --out f --rounds 7"
    monkeypatch.setattr(sys, "argv", words.split())
    asked = read_command("about")
    assert asked == Asked(
        reference="r", rounds=7, threads=(1, 2), cases=("a", "b"), out="f", quick=False
    )


def test_quick_is_one_round(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["x", "--quick"])
    assert read_command("about").rounds == 1
    monkeypatch.setattr(sys, "argv", ["x"])
    assert read_command("about", rounds=3).rounds == 3


def test_cases_are_picked_by_any_part_of_their_names() -> None:
    assert is_asked(Asked(), "anything")
    assert is_asked(Asked(cases=("16", "8 bits")), "8 bits, L = 64")
    assert not is_asked(Asked(cases=("16",)), "8 bits, L = 64")


def test_a_missing_figure_says_why() -> None:
    good, bad = Taken(wall=(1.0,)), Taken(failure="killed")
    assert note((good, good), "no checkout") == ""
    assert note((good, None), "no checkout") == "no checkout"
    assert note((good, bad, None), "no checkout") == "not measured: killed"


def test_a_result_holds_figures_sides_and_the_machine(capsys: pytest.CaptureFixture[str]) -> None:
    figure = Figure(work="w", unit="s", ours=1.0)
    found = Found(figures=(figure,), sides={"a": Taken()}) + Found(figures=(figure,))
    end("name", "P0", Asked(), found)
    said = json.loads(capsys.readouterr().out)
    assert (said["benchmark"], said["target"], len(said["figures"])) == ("name", "P0", 2)
    assert said["machine"]["torch"]
    assert said["command"].startswith("python -m tests.benchmarks.name")
    assert list(said["sides"]) == ["a"]


def test_the_command_names_no_place_of_this_machine() -> None:
    words = ["--out", "/x/r.json", "--reference", "/y/s4", "--case", "L = 64", "--quick"]
    said = "python -m tests.benchmarks.speed --reference PATH --case 'L = 64' --quick"
    assert command_line("speed", words) == said
