"""Contract text is read as the grammar says, written back the same, and bounded in every way."""

from __future__ import annotations

from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphnet.contract.parser import (
    parse_contract,
    parse_contract_table,
    parse_shape,
)
from graphnet.contract.syntax import (
    Axis,
    Contract,
    Domain,
    Interval,
    Tensor,
)
from graphnet.text import SourceText, excerpt_at, quoted
from tests.contract.nodes import HERE, name, number

DOCS = Path(__file__).parents[2] / "docs" / "contract-language.md"


def test_an_embedding_contract() -> None:
    text = "int64 (batch:B, time:L, channel:1) in [0, n) -> float (batch:B, time:L, feature:H)"
    contract, problems = parse_contract(quoted(text, "x"))
    lead = (Axis(name("B"), "batch", at=HERE), Axis(name("L"), "time", at=HERE))
    values = Interval(number(0), name("n"), low_included=True, high_included=False, at=HERE)
    taken = Tensor(
        (*lead, Axis(number(1), "channel", at=HERE)),
        ("int64",),
        domain=Domain((values,), at=HERE),
        at=HERE,
    )
    given = Tensor((*lead, Axis(name("H"), "feature", at=HERE)), ("float",), at=HERE)
    assert problems == ()
    assert contract == Contract((("main", taken),), (("main", given),))


def test_a_source_takes_nothing_and_further_ports_are_numbered() -> None:
    contract, _ = parse_contract(quoted("-> (B), ?(C), (D)", "x"))
    assert contract is not None
    assert contract.inputs == ()
    assert [key for key, _ in contract.outputs] == ["main", "port2", "port3"]
    assert [port.optional for _, port in contract.outputs] == [False, True, False]


def test_a_table_names_its_ports() -> None:
    ports = {"in.main": quoted("(B)", "x"), "in.target": quoted("(B)", "x")}
    contract, problems = parse_contract_table({**ports, "out.main": quoted("()", "x")})
    assert problems == ()
    assert contract is not None
    assert [key for key, _ in contract.inputs] == ["main", "target"]
    assert [key for key, _ in contract.outputs] == ["main"]


def test_a_table_tells_the_mistakes_of_all_its_ports() -> None:
    ports = {"in.main": quoted("(B", "x"), "main": quoted("(B)", "x"), "out.a": quoted("", "x")}
    contract, problems = parse_contract_table(ports)
    assert contract is None
    assert len(problems) == 3


def test_nodes_know_where_they_stand_in_the_file() -> None:
    source = SourceText("spec.toml", 'contract = "(B, L//4) -> (B)"')
    contract, _ = parse_contract(excerpt_at("(B, L//4) -> (B)", source, 12))
    assert contract is not None
    tensor = contract.inputs[0][1]
    assert isinstance(tensor, Tensor)
    assert [item.at.text for item in tensor.shape] == ["B", "L//4"]
    assert tensor.at.text == "(B, L//4)"
    assert tensor.shape[1].at.position == (1, 17)


@settings(max_examples=400, deadline=None)
@given(st.text(alphabet="(),:->*/%^.=[]{}|?#'_ \n\"$BLx09fin→é", max_size=40))
def test_any_text_gives_a_contract_or_one_message_and_never_a_crash(text: str) -> None:
    contract, problems = parse_contract(quoted(text, "x"))
    assert (contract is None) == (len(problems) == 1)
    for problem in problems:
        assert problem.primary is not None
        assert problem.fixes
        assert 0 <= problem.primary.span.start <= problem.primary.span.end <= len(text)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 5000,
        "-" * 5000,
        "2" + "**2" * 3000,
        "1" + "+1" * 4000,
        "min(" * 2000,
        "9" * 9000,
        "(" + "B," * 4000 + ")",
        "a" * 1_000_000,
        "min(" + ",".join("1" * 3000) + ")",
    ],
)
def test_hostile_texts_are_refused_in_no_time(text: str) -> None:
    start = process_time()
    assert parse_shape(quoted(f"({text})", "x"))[0] is None
    assert process_time() - start < 1


def test_the_contracts_of_the_documentation_parse() -> None:
    rows = DOCS.read_text(encoding="utf-8").split("## Examples")[1].splitlines()
    texts = [row.split("`")[1] for row in rows if "->" in row]
    assert len(texts) >= 6
    for text in texts:
        assert parse_contract(quoted(text.replace("\\|", "|"), "docs"))[1] == ()
