"""Files that disagree in one way are one problem, at the place where the spec decides it."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphnet.build.protocols import Refusal
from graphnet.runtime.refusals import diagnose, place_of_fact
from tests.runtime.tiny import TEXT, tree_of

TREE = tree_of(TEXT)


def fact(name: str, found: str, fact: str = "rate") -> Refusal:
    return Refusal(path=Path(name), fact=fact, expected="100", found=found)


def test_each_way_of_disagreeing_is_told_once_with_all_its_files() -> None:
    problems = diagnose([fact("a", "44"), fact("b", "48"), fact("c", "44")], TREE)
    assert [d.rule.code for d in problems] == ["GN903", "GN903"]
    files = [[label.span.source.path for label in d.others] for d in problems]
    assert files == [["a", "c"], ["b"]]


def test_unreadable_files_are_told_one_by_one_and_first() -> None:
    broken = [Refusal(path=Path(name), reason="it is cut short") for name in ("x", "y")]
    problems = diagnose([broken[0], fact("a", "44"), broken[1]], TREE)
    assert [d.rule.code for d in problems] == ["GN902", "GN902", "GN903"]
    assert diagnose([], TREE) == ()


def test_many_files_alike_are_listed_up_to_a_number() -> None:
    (problem,) = diagnose([fact(str(number), "44") for number in range(40)], TREE)
    assert len(problem.others) == 12
    assert problem.notes == ("28 more files are not listed",)


CONTRACT = '[source]\nuse = "x"\ncontract = "-> (B)"\n'


@pytest.mark.parametrize(
    ("text", "name", "place"),
    [
        (TEXT, "rate", "100"),
        (CONTRACT, "rate", '"-> (B)"'),
        (CONTRACT + "options = { depth = 1 }\n", "rate", '"-> (B)"'),
        (CONTRACT + "options = { rate = 7 }\n", "rate", "7"),
        ('[source]\nuse = "x"\n', "rate", "source"),
        ("source = 1\n", "rate", None),
        ("[other]\n", "rate", None),
    ],
    ids=["option", "contract", "other option", "both", "source", "no table", "no source"],
)
def test_a_fact_is_pointed_at_as_closely_as_the_spec_allows(
    text: str, name: str, place: str | None
) -> None:
    at = place_of_fact(tree_of(text), name)
    assert (None if at is None else at.text) == place
