"""Habits of other notations, seen where they begin: numpy, einops, jaxtyping, ONNX, mathematics."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from graphnet.contract.cursor import Cursor
from graphnet.contract.lexer import Token
from graphnet.contract.rules import contract_habits as rule
from graphnet.contract.rules.contract_ports import late_dtype
from graphnet.text import Span

LIBRARIES = frozenset({"torch", "np", "numpy", "jnp", "jax", "tf", "tensorflow", "onnx"})
FOREIGN = {
    "fp16": "float16", "fp32": "float32", "fp64": "float64", "bf16": "bfloat16", "half": "float16",
    "double": "float64", "single": "float32", "f16": "float16", "f32": "float32", "f64": "float64",
    "long": "int64", "short": "int16", "byte": "uint8", "char": "int8", "integer": "int",
    "boolean": "bool", "i8": "int8", "i16": "int16", "i32": "int32", "i64": "int64", "u8": "uint8",
    "u16": "uint16", "u32": "uint32", "u64": "uint64", "cfloat": "complex64",
    "cdouble": "complex128", "floating": "float",
}  # fmt: skip
"""Dtypes as other libraries call them."""

NO_TENSOR = frozenset({"str", "string", "object", "bytes"})
NEEDLESS = frozenset({"tensor", "array", "ndarray"})
COMPARISONS = frozenset({"<", "<=", ">", ">=", "==", "!="})
ARROW_SIGNS = frozenset({"->", "-", ">", "=", "==", ":", "|", "=>", "~"})


def refuse_port(cursor: Cursor, dtypes: frozenset[str]) -> None:
    """Refuse what is no beginning of a port, in the words that fit it."""
    token, after = cursor.seen, cursor.after
    if token.text == "[":
        cursor.refuse(rule.square_shape(cursor.at(token), _closing(cursor)))
    elif token.kind == "name" and token.text in LIBRARIES and after.text == ".":
        _refuse_library(cursor)
    elif token.kind == "name" and after.text == "[":
        _refuse_subscript(cursor, dtypes)
    elif token.kind == "name" and after.text in {"(", "|"} | dtypes:
        _refuse_word(cursor, dtypes)
    else:
        _refuse_bare(cursor, dtypes)


def _refuse_library(cursor: Cursor) -> None:
    dtype = cursor.ahead(2)
    if dtype.kind == "name":
        at = cursor.between(cursor.seen, dtype)
        cursor.refuse(rule.module_dtype(FOREIGN.get(dtype.text, dtype.text), at))


def _refuse_subscript(cursor: Cursor, dtypes: frozenset[str]) -> None:
    """`float32[B, L]` is a shape, `Float[Tensor, ...]` is not."""
    token, opening = cursor.seen, cursor.after
    if token.text in dtypes:
        cursor.refuse(rule.square_shape(cursor.at(opening), _closing(cursor)))
    else:
        cursor.refuse(rule.annotation(token.text, cursor.between(token, opening)))


def _refuse_word(cursor: Cursor, dtypes: frozenset[str]) -> None:
    token = cursor.seen
    word, at = token.text.casefold(), cursor.at(token)
    if token.text in dtypes:
        return
    if word in FOREIGN:
        cursor.refuse(rule.foreign_dtype(FOREIGN[word], at))
    elif word in NO_TENSOR:
        cursor.refuse(rule.no_tensor(token.text, at))
    elif word in NEEDLESS:
        cursor.refuse(rule.needless_word(at))


def _refuse_bare(cursor: Cursor, dtypes: frozenset[str]) -> None:
    """`B L D`, `B, L`, `float -> float`."""
    run = list(takewhile(_is_bare, _tokens(cursor)))
    if not run or run[0].text == ",":
        return
    behind, at = cursor.ahead(len(run)), cursor.between(run[0], run[-1])
    if run[0].text in dtypes:
        if len(run) == 1 and behind.text in {"->", "in", ""}:
            cursor.refuse(rule.dtype_alone(run[0].text, at))
        elif len(run) == 2 and run[1].text == "," and behind.text == "(":
            cursor.refuse(rule.comma_behind_dtype(cursor.at(run[1])))
    elif behind.text == ")":
        cursor.refuse(rule.no_opening(cursor.at(run[0])))
    elif behind.text == "->" or behind.kind == "end":
        cursor.refuse(rule.bare_axes(f"({_listed(run)})", at))


def _is_bare(token: Token) -> bool:
    return token.kind in {"name", "int"} or token.text in {",", "...", "*", "_"}


def _listed(run: list[Token]) -> str:
    """The axes of a run, with commas."""
    text = ", ".join(token.text for token in run if token.text != ",")
    return text.replace("*, ", "*")


def _tokens(cursor: Cursor) -> Iterator[Token]:
    count = 0
    while (token := cursor.ahead(count)).kind != "end":
        yield token
        count += 1


def _closing(cursor: Cursor) -> Span | None:
    """The bracket that closes the first `[`, where no other bracket stands between."""
    for token in _tokens(cursor):
        if token.text == "]":
            return cursor.at(token)
        if token.text in {"(", ")", "{", "}", "->"}:
            return None
    return None


def refuse_no_arrow(cursor: Cursor) -> None:
    """Refuse what stands where `->` is due behind the ports that go in."""
    token, after = cursor.seen, cursor.after
    run = list(takewhile(lambda token: token.text in ARROW_SIGNS, _tokens(cursor)))
    if token.text == ":" and after.kind == "name":
        cursor.refuse(late_dtype(cursor.at(after)))
    elif token.text in COMPARISONS and after.kind in {"int", "float"}:
        cursor.refuse(rule.compared(cursor.at(token)))
    elif any(set(token.text) & {"-", "=", ">", ":"} for token in run):
        cursor.refuse(rule.odd_arrow(cursor.between(run[0], run[-1])))
    elif token.text in {"(", "{"} or token.kind == "name":
        _refuse_second_port(cursor)


def _refuse_second_port(cursor: Cursor) -> None:
    """Two ports side by side: it is the arrow that is missing, unless one follows."""
    at = cursor.at(cursor.seen)
    if cursor.seen.text in {"where", "with", "if"}:
        cursor.refuse(rule.condition_inside(at))
    elif cursor.seen.text in {"and", "or"}:
        return
    elif any(token.text == "->" for token in _tokens(cursor)):
        cursor.refuse(rule.no_comma("two ports", at))
    elif any(token.text in {"(", "{"} for token in _tokens(cursor)):
        cursor.refuse(rule.lost_arrow(at))


def refuse_no_port(cursor: Cursor) -> None:
    """Refuse an arrow or a comma with no port behind it."""
    before, token = cursor.before, cursor.seen
    if before is None or token.text not in {"", "->", ","}:
        return
    if before.text == "->":
        cursor.refuse(rule.nothing_out(cursor.at(before)))
    elif before.text == ",":
        cursor.refuse(rule.no_port(cursor.at(before)))


def refuse_behind(cursor: Cursor) -> None:
    """Refuse remarks, conditions and full stops behind a contract."""
    if cursor.seen.text in {";", ".", ","} and cursor.after.kind == "end":
        cursor.refuse(rule.full_stop(cursor.at(cursor.seen)))
    elif cursor.seen.text == "#":
        cursor.refuse(rule.remark(cursor.at(cursor.seen)))
    elif cursor.seen.text in {"where", "with", "if"}:
        cursor.refuse(rule.condition_inside(cursor.at(cursor.seen)))
