"""Axes and intervals of other notations are told how they are written here, at their column."""

from __future__ import annotations

import pytest

from graphnet.contract.parser import parse_contract
from graphnet.text import quoted

MISTAKES = [
    ("(B, None) -> (B)", 4, "None", "an axis of any size is written `_`, not `None`", "write `_`"),
    ("(B, -1) -> (B)", 4, "-1", "an axis of any size is written `_`, not `-1`", "write `_`"),
    ("(B, ?) -> (B)", 4, "?", "an axis of any size is written `_`, not `?`", "write `_`"),
    ("(B, :) -> (B)", 4, ":", "an axis of any size is written `_`, not `:`", "write `_`"),
    (
        "(B, *) -> (B)",
        4,
        "*",
        "`*` needs a name for the axes it stands for",
        "write `*S`, or `...` where the axes need no name",
    ),
    (
        "(B, 0) -> (B)",
        4,
        "0",
        "an axis has a size of at least 1, but found `0`",
        "write its size, or `_` for any",
    ),
    (
        "(B, -3) -> (B)",
        4,
        "-3",
        "an axis has a size of at least 1, but found `-3`",
        "write its size, or `_` for any",
    ),
    (
        "(B, L: time) -> (B)",
        4,
        "L: time",
        "the role stands before the size, but `time` comes after it",
        "write `time:L`",
    ),
    ("(time=L) -> (B)", 5, "=", "a role and its size are joined by `:`, not by `=`", "write `:`"),
    (
        "(t=L) -> (B)",
        2,
        "=",
        "an axis names a size and does not set it",
        "write the size alone, and its value in `[sizes]`",
    ),
    (
        "(B, (c, l)) -> (B)",
        4,
        "(",
        "a shape holds axes, and no shape inside it",
        "leave the inner parentheses out, or write a product, such as `c*l`",
    ),
    (
        "(L, 50%) -> (B)",
        6,
        "%",
        "`%` is the remainder of a division, not per cent",
        "write a whole number, or a share such as `L//2`",
    ),
    ("(L div 4) -> (B)", 3, "div", "arithmetic has signs, not words: `div` is `//`", "write `//`"),
    ("(L mod 4) -> (B)", 3, "mod", "arithmetic has signs, not words: `mod` is `%`", "write `%`"),
    (
        "(floor(L/2)) -> (B)",
        1,
        "floor(L/2)",
        "there is no function `floor`: `//` rounds down",
        "write `L//2`",
    ),
    (
        "(ceil(L/2)) -> (B)",
        1,
        "ceil(L/2)",
        "there is no function `ceil`: `ceildiv` rounds up",
        "write `ceildiv(L, 2)`",
    ),
    ("(L²) -> (B)", 1, "L²", "`L²` has no meaning in a contract", "write `L**2`"),
    ("(2^L) -> (B)", 2, "^", "a power is written `**`, not `^`", "write `**`"),
    (
        "(L/4) -> (B)",
        2,
        "/",
        "sizes are whole numbers, so a division is written `//` and rounds down, not `/`",
        "write `//`",
    ),
    (
        "(B) in 0..255 -> (B)",
        7,
        "0..255",
        "an interval stands in brackets",
        "write `[0, 255]` with `255` in it, or `[0, 255)` without",
    ),
    (
        "(B) in [0..255] -> (B)",
        9,
        "..",
        "the two ends of an interval are separated by `,`, not by `..`",
        "write `,`",
    ),
    (
        "(B) in [0:256] -> (B)",
        9,
        ":",
        "the two ends of an interval are separated by `,`, not by `:`",
        "write `,`",
    ),
    (
        "(B) in [0; 256) -> (B)",
        9,
        ";",
        "the two ends of an interval are separated by `,`, not by `;`",
        "write `,`",
    ),
    (
        "(B) in [0, 256[ -> (B)",
        14,
        "[",
        "an end that is left out has a parenthesis, `)`, not `[`",
        "write `)`",
    ),
    (
        "(B) in ]0, 1] -> (B)",
        7,
        "]",
        "an end that is left out has a parenthesis, `(`, not `]`",
        "write `(`",
    ),
    (
        "(B) in {0..3} -> (B)",
        9,
        ".",
        "braces list single values",
        "write an interval, such as `[0, 3]`, or every value, such as `{0, 1, 2, 3}`",
    ),
    (
        "(B) in [256) -> (B)",
        11,
        ")",
        "an interval has two ends, and this one has one",
        "write both, such as `[0, 256)`",
    ),
    (
        "(B) in 256 -> (B)",
        7,
        "256",
        "`256` is neither an interval nor a set",
        "write `[0, 256)` for the codes below it, or `{256}` for this one alone",
    ),
    (
        "(B) in range(256) -> (B)",
        7,
        "range(256)",
        "there is no `range`: an interval is written `[0, C)`",
        "write `[0, 256)`",
    ),
    (
        "(B) in range(1, 9) -> (B)",
        7,
        "range(1, 9)",
        "there is no `range`: an interval is written `[0, C)`",
        "write `[1, 9)`",
    ),
    (
        "(B) in range(1, 9, 2) -> (B)",
        7,
        "range",
        "there is no `range`: an interval is written `[0, C)`",
        "write an interval, such as `[0, 256)`",
    ),
    (
        "(B) in {} -> (B)",
        7,
        "{}",
        "no value lies in nothing",
        "write values such as `[0, C)`, or leave `in` out",
    ),
    ("(B) ∈ [0, ∞) -> (B)", 4, "∈", "`∈` has no meaning in a contract", "write `in`"),
]


@pytest.mark.parametrize(("text", "column", "place", "message", "fix"), MISTAKES)
def test_what_stands_inside_brackets_has_its_own_sentence(
    text: str, column: int, place: str, message: str, fix: str
) -> None:
    node, (problem,) = parse_contract(quoted(text, "x"))
    assert (node, problem.rule.code) == (None, "GN106")
    assert problem.primary is not None
    assert (problem.primary.span.start, problem.primary.span.text) == (column, place)
    assert (problem.message, problem.fixes[0].text) == (message, fix)
