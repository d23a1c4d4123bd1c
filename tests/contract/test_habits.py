"""Ports and arrows of other notations are told how they are written here, at their column."""

from __future__ import annotations

import pytest

from graphnet.contract.parser import parse_contract
from graphnet.text import quoted

MISTAKES = [
    (
        "(B, L) where L > 1 -> (B)",
        7,
        "where",
        "a condition stands in `where`, not in the contract",
        'write it beside the contract: `where = ["L % 4 == 0"]`',
    ),
    (
        "B L D -> B L D",
        0,
        "B L D",
        "axes stand in parentheses, with commas between them, but found `B L D`",
        "write `(B, L, D)`",
    ),
    (
        "b l d -> b d l",
        0,
        "b l d",
        "axes stand in parentheses, with commas between them, but found `b l d`",
        "write `(b, l, d)`",
    ),
    (
        "B, L -> (B)",
        0,
        "B, L",
        "axes stand in parentheses, with commas between them, but found `B, L`",
        "write `(B, L)`",
    ),
    (
        "... -> (B)",
        0,
        "...",
        "axes stand in parentheses, with commas between them, but found `...`",
        "write `(...)`",
    ),
    (
        "*S -> (B)",
        0,
        "*S",
        "axes stand in parentheses, with commas between them, but found `*S`",
        "write `(*S)`",
    ),
    ("B, L) -> (B)", 0, "B", "a `(` is missing before `B`", "write `(B`"),
    (
        "[B, L] -> (B, L)",
        0,
        "[",
        "a shape stands in parentheses, not in square brackets",
        "write `(B, L)` for `[B, L]`",
    ),
    (
        "float32[B, L] -> (B)",
        7,
        "[",
        "a shape stands in parentheses, not in square brackets",
        "write `(B, L)` for `[B, L]`",
    ),
    (
        "Float[Tensor, 'B L'] -> (B)",
        0,
        "Float[",
        "a port is no type annotation, but found `Float[`",
        "write for example `float (B, L)`",
    ),
    (
        "torch.int64 (B) -> (B)",
        0,
        "torch.int64",
        "a dtype stands without its library, but found `torch.int64`",
        "write `int64`",
    ),
    (
        "np.float32 (B) -> (B)",
        0,
        "np.float32",
        "a dtype stands without its library, but found `np.float32`",
        "write `float32`",
    ),
    (
        "torch.long (B) -> (B)",
        0,
        "torch.long",
        "a dtype stands without its library, but found `torch.long`",
        "write `int64`",
    ),
    ("fp16 (B) -> (B)", 0, "fp16", "the dtype `fp16` is written `float16`", "write `float16`"),
    ("long (B) -> (B)", 0, "long", "the dtype `long` is written `int64`", "write `int64`"),
    (
        "double (B) -> (B)",
        0,
        "double",
        "the dtype `double` is written `float64`",
        "write `float64`",
    ),
    ("codes long (B) -> (B)", 6, "long", "the dtype `long` is written `int64`", "write `int64`"),
    ("int32 | long (B) -> (B)", 8, "long", "the dtype `long` is written `int64`", "write `int64`"),
    ("Float32 (B) -> (B)", 0, "Float32", "there is no dtype `Float32`", "did you mean `float32`?"),
    (
        "str (B) -> (B)",
        0,
        "str",
        "tensors hold numbers, so there is no dtype `str`",
        "give numbers instead, such as `uint8 (B, L)` for text",
    ),
    (
        "Tensor (B) -> (B)",
        0,
        "Tensor",
        "every port is a tensor, so `Tensor` says nothing",
        "leave it out",
    ),
    (
        "float -> float",
        0,
        "float",
        "`float` has no shape",
        "write `float (B, L)`, or `float (...)` for any axes",
    ),
    ("int64, (B) -> (B)", 5, ",", "no comma stands between a dtype and its shape", "leave it out"),
    (
        "(B, L) float -> (B)",
        7,
        "float",
        "the dtype stands before the shape, but `float` comes after it",
        "write `float (...)`",
    ),
    (
        "(B) [0, 4) -> (B)",
        4,
        "[",
        "values are introduced by `in`",
        "write `in` before the interval",
    ),
    ("(B), -> (B)", 3, ",", "a port is missing behind this comma", "leave the comma out"),
    ("(B) (B) -> (B)", 4, "(", "a comma is missing between two ports", "write `,` before it"),
    (
        "{a: (B) b: (B)} -> (B)",
        8,
        "b",
        "a comma is missing between two fields",
        "write `,` before it",
    ),
    (
        "{a = (B)} -> (B)",
        3,
        "=",
        "a field's name and its tensor are joined by `:`, not by `=`",
        "write `:`",
    ),
    (
        "(B, L) (B, L)",
        7,
        "(",
        "`->` is missing between what goes in and what comes out",
        "write `->` before it",
    ),
    ("(B, L) --> (B)", 7, "-->", "an arrow is written `->`, not `-->`", "write `->`"),
    ("(B) - > (B)", 4, "- >", "an arrow is written `->`, not `- >`", "write `->`"),
    ("(B) = (B)", 4, "=", "an arrow is written `->`, not `=`", "write `->`"),
    ("(B) |-> (B)", 4, "|->", "an arrow is written `->`, not `|->`", "write `->`"),
    ("(B) ~> (B)", 4, "~>", "an arrow is written `->`, not `~>`", "write `->`"),
    ("(B) : (B)", 4, ":", "an arrow is written `->`, not `:`", "write `->`"),
    ("(B) => (B)", 4, "=>", "an arrow is written `->`, not `=>`", "write `->`"),
    ("(B) → (B)", 4, "→", "`→` has no meaning in a contract", "write `->`"),
    ("(B) ⇒ (B)", 4, "⇒", "`⇒` has no meaning in a contract", "write `->`"),
    (
        "(B, L): float -> (B)",
        8,
        "float",
        "the dtype stands before the shape, but `float` comes after it",
        "write `float (...)`",
    ),
    (
        "(B) > 0 -> (B)",
        4,
        ">",
        "bounds of values are written as an interval",
        "write for example `in (0, inf)`, or a condition on sizes in `where`",
    ),
    (
        "(B) ->",
        4,
        "->",
        "nothing stands behind this arrow",
        "write what comes out, such as `-> float (B, L)`",
    ),
    (
        "->",
        0,
        "->",
        "nothing stands behind this arrow",
        "write what comes out, such as `-> float (B, L)`",
    ),
    (
        "(B) -> (B) where B > 1",
        11,
        "where",
        "a condition stands in `where`, not in the contract",
        'write it beside the contract: `where = ["L % 4 == 0"]`',
    ),
    (
        "(B) -> (B) # out",
        11,
        "#",
        "a contract holds no remark",
        "write the remark behind the closing quote, where TOML takes it",
    ),
    ("(B) -> (B);", 10, ";", "nothing ends a contract, so `;` is one too many", "leave it out"),
    ("(B) or (B) -> (B)", 4, "or", "expected `->`, but found `or`", "write `->` here"),
    ("“float” (B) -> (B)", 0, "“", "`“` has no meaning in a contract", "leave it out"),
    ("（B） -> (B)", 0, "（", "`（` has no meaning in a contract", "write `(`"),
    ("(B，L) -> (B)", 2, "，", "`，` has no meaning in a contract", "write `,`"),
    ("(B, L -> (B)", 6, "->", "`(` is not closed: expected `)`, but found `->`", "write `)`"),
]


@pytest.mark.parametrize(("text", "column", "place", "message", "fix"), MISTAKES)
def test_a_port_of_another_notation_has_its_own_sentence(
    text: str, column: int, place: str, message: str, fix: str
) -> None:
    node, (problem,) = parse_contract(quoted(text, "x"))
    assert (node, problem.rule.code) == (None, "GN106")
    assert problem.primary is not None
    assert (problem.primary.span.start, problem.primary.span.text) == (column, place)
    assert (problem.message, problem.fixes[0].text) == (message, fix)
