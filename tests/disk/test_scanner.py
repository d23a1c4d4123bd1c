"""A fact is pointed at as closely as the spec states it."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import evolve

from graphnet.disk.scanner import Scanner, find_scanner
from graphnet.plugin import Refusal
from tests.runtime.tiny import TEXT, scan, tiny_plan, tiny_scanner, tree_of, write_data

CONTRACT = '[source]\nuse = "x"\ncontract = "-> (B)"\n'
SIZES = "[sizes]\nbits = 16\nchannels = 2\n"


def found(text: str, refusal: Refusal) -> str | None:
    place = Scanner(tiny_plan().source, tree_of(text), scan).place_of(refusal)
    return None if place is None else f"{place.key}:{place.at.text}"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (TEXT, "rate:100"),
        (CONTRACT, 'contract:"-> (B)"'),
        (CONTRACT + "options = { depth = 1 }\n", 'contract:"-> (B)"'),
        (CONTRACT + "options = { rate = 7 }\n", "rate:7"),
        ('[source]\nuse = "x"\n', ":source"),
        ("source = 1\n", ":source"),
        ("[other]\n", None),
    ],
    ids=["option", "contract", "other option", "both", "source", "no table", "no source"],
)
def test_an_option_is_pointed_at_where_it_is_written(text: str, place: str | None) -> None:
    assert found(text, Refusal(path=Path("a"), fact="rate")) == place


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (SIZES + CONTRACT, "bits:16"),
        (SIZES + CONTRACT + "sizes = { bits = 8 }\n", "bits:8"),
        (SIZES + CONTRACT + 'sizes = { bits = "channels" }\n', "channels:2"),
        (CONTRACT, 'contract:"-> (B)"'),
    ],
    ids=["in sizes", "in the source's sizes", "by another name", "nowhere"],
)
def test_a_size_is_pointed_at_where_it_has_its_number(text: str, place: str) -> None:
    assert found(text, Refusal(path=Path("a"), size="bits")) == place


def test_a_source_is_scanned_by_what_its_declaration_names(tmp_path: Path) -> None:
    scanner, problems = find_scanner(tiny_plan(), tree_of(TEXT))
    assert problems == ()
    assert scanner is not None
    assert len(scanner.scan(write_data(tmp_path, {"train": 2})).examples) == 2
    assert scanner.scan(tmp_path) == tiny_scanner().scan(tmp_path)


@pytest.mark.parametrize(("place", "code"), [(None, "GN909"), ("nowhere:scan", "GN701")])
def test_a_source_that_cannot_be_scanned_is_the_plugins_mistake(
    place: str | None, code: str
) -> None:
    plan = tiny_plan()
    stages = (evolve(plan.source, scan=place), *plan.stages[1:])
    scanner, (problem,) = find_scanner(evolve(plan, stages=stages), tree_of(TEXT))
    assert scanner is None
    assert problem.rule.code == code
