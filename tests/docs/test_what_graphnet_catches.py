"""The page of mistakes says of each what its spec, its header and its golden text say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SPECS = ROOT / "tests" / "specs"
PAGE = (ROOT / "docs" / "what-graphnet-catches.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| ([NSMALC]\d\d) \| (.+) \| (.+) \|$", re.MULTILINE)
ROWS = {entry: verdict for entry, _, verdict in ROW.findall(PAGE)}
REFUSED = re.compile(r"^refused by `([^`]+)`: (GN\d+)")
HEADER = re.compile(r"^# refused with (GN\d+) by: graphnet (\S+)(.*)$", re.MULTILINE)


def test_the_page_has_a_line_for_each_of_the_eighty_mistakes_once() -> None:
    assert len(ROW.findall(PAGE)) == len(ROWS) == 80


def test_at_least_fifty_five_of_them_are_refused() -> None:
    assert sum(verdict.startswith("refused by") for verdict in ROWS.values()) >= 55


@pytest.mark.parametrize("entry", [e for e, v in ROWS.items() if v.startswith("refused by")])
def test_a_mistake_the_page_calls_refused_is_refused_so(entry: str) -> None:
    by, code = REFUSED.findall(ROWS[entry])[0]
    said, command, rest = HEADER.findall((SPECS / f"{entry}.toml").read_text(encoding="utf-8"))[0]
    assert (said, by.split()[0]) == (code, command)
    assert all(word in rest for word in by.split()[1:])


@pytest.mark.parametrize("entry", [e for e, v in ROWS.items() if not v.startswith("refused by")])
def test_every_other_line_says_why(entry: str) -> None:
    verdict = ROWS[entry]
    assert verdict.startswith(("cannot be made: ", "out of reach"))
    assert len(verdict) > len("cannot be made: because")


def test_every_mistake_with_a_spec_is_on_the_page() -> None:
    specs = {path.stem for path in SPECS.glob("[NSMALC][0-9][0-9].toml")}
    assert specs == {entry for entry, v in ROWS.items() if v.startswith("refused by")}
