"""Contract text is read as the grammar says, written back the same, and bounded in every way."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphnet.contract.parser import (
    parse_contract,
    parse_contract_table,
    parse_dim,
    parse_domain,
    parse_effect,
    parse_port,
    parse_shape,
    parse_state,
    parse_where,
)
from graphnet.contract.syntax import (
    AnyAxis,
    Axis,
    Binary,
    Call,
    Contract,
    Domain,
    Effect,
    Infinity,
    Int,
    Interval,
    Name,
    Negation,
    Points,
    Real,
    Record,
    State,
    Tensor,
    Variadic,
    Where,
)
from graphnet.text import SourceText, Span, excerpt_at, quoted

HERE = Span(SourceText("x", ""), 0, 0)
DOCS = Path(__file__).parents[2] / "docs" / "contract-language.md"


def name(text: str) -> Name:
    return Name(text, at=HERE)


def number(value: int) -> Int:
    return Int(value, at=HERE)


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


def test_every_kind_of_axis() -> None:
    shape, _ = parse_shape(quoted("(*S, _, time:#L, n.m,)", "x"))
    assert shape == (
        Variadic("S", at=HERE),
        AnyAxis(at=HERE),
        Axis(name("L"), "time", may_be_one=True, at=HERE),
        Axis(name("n.m"), at=HERE),
    )
    assert parse_shape(quoted("(...)", "x"))[0] == (Variadic(None, at=HERE),)
    assert parse_shape(quoted("()", "x"))[0] == ()


def test_dtypes_variables_kinds_and_records() -> None:
    port, _ = parse_port(quoted("?logits float32|bfloat16 (B)", "x"))
    shape = (Axis(name("B"), at=HERE),)
    words = ("float32", "bfloat16")
    assert port == Tensor(shape, words, kind="logits", optional=True, at=HERE)
    assert parse_port(quoted("'T (B)", "x"))[0] == Tensor(shape, variable="T", at=HERE)
    record, _ = parse_port(quoted("mixture { means: float (B), scales: (B) }", "x"))
    fields = (("means", Tensor(shape, ("float",), at=HERE)), ("scales", Tensor(shape, at=HERE)))
    assert record == Record(fields, kind="mixture", at=HERE)


def test_domains_with_ends_of_every_kind() -> None:
    domain, _ = parse_domain(quoted("(-inf, -1.5] | {-100, 2*C} | [1e-3, inf)", "x"))
    first = Interval(Infinity(-1, at=HERE), Real(-1.5, at=HERE), False, True, at=HERE)
    minus = Negation(number(100), at=HERE)
    twice = Binary("*", number(2), name("C"), at=HERE)
    last = Interval(Real(1e-3, at=HERE), Infinity(1, at=HERE), True, False, at=HERE)
    assert domain == Domain((first, Points((minus, twice), at=HERE), last), at=HERE)


def test_arithmetic_binds_as_in_python() -> None:
    dim, _ = parse_dim(quoted("-a**-2 + b*c//4 % d", "x"))
    power = Negation(Binary("**", name("a"), Negation(number(2), at=HERE), at=HERE), at=HERE)
    product = Binary("*", name("b"), name("c"), at=HERE)
    quotient = Binary("//", product, number(4), at=HERE)
    right = Binary("%", quotient, name("d"), at=HERE)
    assert dim == Binary("+", power, right, at=HERE)
    assert parse_dim(quoted("prod(B, 65_536)", "x"))[0] == Call(
        "prod", (name("B"), number(65536)), at=HERE
    )


def test_conditions_effects_and_states() -> None:
    where, _ = parse_where(quoted("0 < a <= b", "x"))
    assert where == Where((number(0), name("a"), name("b")), ("<", "<="), at=HERE)
    effects = {
        "causal": Effect("causal", at=HERE),
        "padding-safe": Effect("padding-safe", at=HERE),
        "ratio 1/4": Effect("ratio", Fraction(1, 4), at=HERE),
        "ratio 2*2": Effect("ratio", Fraction(4), at=HERE),
        "ratio s": Effect("ratio", name("s"), at=HERE),
        "field inf": Effect("field", Infinity(1, at=HERE), at=HERE),
        "delay 3": Effect("delay", number(3), at=HERE),
    }
    for text, effect in effects.items():
        assert parse_effect(quoted(text, "x")) == (effect, ())
    state, _ = parse_state(quoted("complex64 (B, N) = zeros", "x"))
    shape = (Axis(name("B"), at=HERE), Axis(name("N"), at=HERE))
    assert state == State(Tensor(shape, ("complex64",), at=HERE), "zeros", at=HERE)


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
