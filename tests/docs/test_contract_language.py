"""docs/contract-language.md: what it writes is read, and what comes from elsewhere is mended."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from graphnet.cli.mend import mended
from graphnet.contract.lower import lower
from graphnet.contract.parse_effects import BARE, MEASURED
from graphnet.contract.parse_ports import KINDS
from graphnet.contract.parser import (
    parse_contract,
    parse_dim,
    parse_effect,
    parse_port,
    parse_state,
    parse_where,
)
from graphnet.contract.polynomial import Polynomial, Symbol, symbol
from graphnet.contract.syntax import FUNCTIONS, ROLES, Name
from graphnet.diagnostics import Diagnostics
from graphnet.spec.load import spec_from_text
from graphnet.text import Excerpt, SourceText, quoted

PAGE = (Path(__file__).parents[2] / "docs" / "contract-language.md").read_text(encoding="utf-8")
Parse = Callable[[Excerpt], tuple[object, Diagnostics]]
PARSERS: dict[str, Parse] = {"where": parse_where, "effect": parse_effect, "state": parse_state}


def part(title: str) -> str:
    return PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def first_cells(text: str) -> Iterator[str]:
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    yield from (re.split(r"(?<!\\)\|", row)[1].replace("\\|", "|") for row in rows[1:])


def written(title: str) -> list[tuple[str, str]]:
    """Every code span in the first column, with the word before it."""
    return [
        (word.strip(), code)
        for cell in first_cells(part(title))
        for word, code in re.findall(r"(\w+ )?`([^`]+)`", cell)
    ]


@pytest.mark.parametrize(("word", "code"), written("Meaning"))
def test_every_port_of_the_page_is_read(word: str, code: str) -> None:
    assert (word, parse_port(quoted(code, "x"))[1]) == ("", ())


@pytest.mark.parametrize(("word", "code"), written("Conditions, time, state"))
def test_every_promise_of_the_page_is_read(word: str, code: str) -> None:
    node, problems = PARSERS[word](quoted(code, "x"))
    assert (node is not None, problems) == (True, ())


def test_every_word_of_the_language_is_on_the_page() -> None:
    effects = {
        code.split()[0] for word, code in written("Conditions, time, state") if word == "effect"
    }
    assert effects == {*BARE, *MEASURED}
    for known in (*FUNCTIONS, *ROLES, *KINDS):
        assert re.search(rf"\b{known}\b", PAGE), known


@pytest.mark.parametrize("row", [r for r in part("Examples").splitlines() if "->" in r])
def test_every_example_contract_is_read(row: str) -> None:
    contract, *conditions = re.findall(r"`([^`]+)`", row)
    assert parse_contract(quoted(contract, "x"))[1] == ()
    assert [parse_where(quoted(text, "x"))[1] for text in conditions] == [()] * len(conditions)


def test_a_contract_with_conditions_and_effects_is_read_as_the_page_writes_it() -> None:
    (table,) = re.findall(r"^```toml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    lines = ["format = 1", 'name = "a"', "[source]", 'use = "s"', "[stages.mixer]", 'use = "m"']
    spec, problems = spec_from_text(SourceText("a.toml", "\n".join([*lines, table])))
    assert spec is not None
    assert problems == ()
    contract = next(stage.contract for stage in spec.stages)
    assert contract is not None
    assert [name for name, _ in contract.inputs] == ["main", "lengths"]
    assert (len(contract.outputs), len(contract.where), len(contract.effects)) == (1, 1, 2)


ELSEWHERE = re.findall(r"^\| `(.+?)` \| `(.+?)` \|$", part("Coming from elsewhere"), re.MULTILINE)


@pytest.mark.parametrize(("elsewhere", "here"), ELSEWHERE)
def test_what_comes_from_elsewhere_is_mended_into_what_is_written_here(
    elsewhere: str, here: str
) -> None:
    text = elsewhere
    for _ in range(4):
        problems = parse_contract(quoted(text, "x"))[1]
        text = mended(text, [edit for p in problems for fix in p.fixes for edit in fix.edits])
    assert (text != elsewhere, text) == (True, here)
    assert parse_contract(quoted(here, "x"))[1] == ()


def polynomial(text: str) -> Polynomial:
    dim, _ = parse_dim(quoted(text, "x"))
    assert dim is not None
    value = lower(dim, named)
    assert isinstance(value, Polynomial)
    return value


def named(name: Name) -> Polynomial:
    return symbol(Symbol(name.text))


@pytest.mark.parametrize(("left", "right"), [("(L//4)//4", "L//16"), ("(4*L + 3)//4", "L")])
def test_the_normal_forms_of_the_page_are_so(left: str, right: str) -> None:
    assert f"`{left}` is `{right}`" in PAGE
    assert polynomial(left) == polynomial(right)
