"""Sizes are read with Python's own precedence, and no text is read that is too large."""

from __future__ import annotations

import operator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphnet.contract.parse_dims import (
    MOST_ARGUMENTS,
    MOST_DEPTH,
    MOST_DIGITS,
    MOST_OPERATIONS,
    read_dim,
)
from graphnet.contract.syntax import Binary, Call, Dim, Int, Name, Negation
from tests.contract.nodes import HERE, cursor, message, name, number

OPERATORS = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "//": operator.floordiv,
    "%": operator.mod,
    "**": operator.pow,
}
SIZES = {"a": 7, "b": 3, "c": 12}


def value(dim: Dim) -> int:
    match dim:
        case Int(of):
            return of
        case Name(text):
            return SIZES[text]
        case Negation(operand):
            return -value(operand)
        case Binary(sign, left, right):
            found: int = OPERATORS[sign](value(left), value(right))
            return found
    raise AssertionError(dim)


def test_arithmetic_binds_as_in_python() -> None:
    power = Negation(Binary("**", name("a"), Negation(number(2), at=HERE), at=HERE), at=HERE)
    product = Binary("*", name("b"), name("c"), at=HERE)
    quotient = Binary("//", product, number(4), at=HERE)
    right = Binary("%", quotient, name("d"), at=HERE)
    assert read_dim(cursor("-a**-2 + b*c//4 % d")) == Binary("+", power, right, at=HERE)
    assert read_dim(cursor("prod(B, 65_536)")) == Call("prod", (name("B"), number(65536)), at=HERE)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["+", "-", "*", "//", "%"]),
            st.sampled_from(["a", "-b", "c", "5", "a**2", "-b**2", "(a - c)", "2**2**2"]),
        ),
        max_size=9,
    )
)
def test_rows_of_operations_have_the_value_python_gives_them(rest: list[tuple[str, str]]) -> None:
    text = "c" + "".join(f" {sign} {operand}" for sign, operand in rest)
    place = cursor(text)
    assert value(read_dim(place)) == eval(text, {}, dict(SIZES))  # noqa: S307  # the reference
    assert place.problem is None
    assert place.seen.kind == "end"


def test_a_name_takes_its_dots_and_leaves_those_of_others() -> None:
    place = cursor("net.down.H ...")
    dim = read_dim(place)
    assert dim == name("net.down.H")
    assert dim.at.text == "net.down.H"
    assert place.seen.text == "..."


@pytest.mark.parametrize(
    "limit",
    [
        pytest.param(lambda more: "(" * (MOST_DEPTH + more) + "1" + ")" * 99, id="parentheses"),
        pytest.param(lambda more: "-" * (MOST_DEPTH + more) + "1", id="signs"),
        pytest.param(lambda more: "2" + "**2" * (MOST_DEPTH + more), id="powers"),
        pytest.param(lambda more: "1" + "+1" * (MOST_OPERATIONS + more), id="operations"),
        pytest.param(lambda more: "9" * (MOST_DIGITS + more), id="digits"),
        pytest.param(
            lambda more: f"max({', '.join('1' * (MOST_ARGUMENTS + more))})", id="arguments"
        ),
    ],
)
def test_the_largest_text_is_read_and_one_step_more_is_refused(limit: object) -> None:
    assert callable(limit)
    for more, is_read in ((0, True), (1, False)):
        place = cursor(limit(more))
        read_dim(place)
        assert (message(place) == "") is is_read


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ceildiv(a)", "takes 2 arguments"),
        ("ceildiv(a, b, c)", "takes 2 arguments"),
        ("min(a)", "takes at least 2"),
        ("max()", "missing"),
        ("sqrt(a)", "no function"),
        ("min", "a word of the contract language"),
    ],
)
def test_functions_are_those_there_are_with_the_arguments_they_take(text: str, words: str) -> None:
    place = cursor(text)
    read_dim(place)
    assert words in message(place)
