"""Reads ports: shapes with dtype, kind and domain, and records of them."""

from __future__ import annotations

from graphnet.contract.cursor import Cursor
from graphnet.contract.habits import FOREIGN, refuse_no_port, refuse_port
from graphnet.contract.lexer import Token
from graphnet.contract.parse_axes import read_shape
from graphnet.contract.parse_values import read_domain
from graphnet.contract.rules import contract_ports as rule
from graphnet.contract.rules.contract_habits import field_equals, foreign_dtype, no_comma
from graphnet.contract.rules.contract_text import near, too_much
from graphnet.contract.stray import refuse_stray
from graphnet.contract.syntax import Port, Record, Tensor
from graphnet.values import evolve

DTYPES = frozenset(
    [
        "float",
        "int",
        "bool",
        "complex",
        "float16",
        "bfloat16",
        "float32",
        "float64",
        "int8",
        "int16",
        "int32",
        "int64",
        "uint8",
        "uint16",
        "uint32",
        "uint64",
        "complex32",
        "complex64",
        "complex128",
        "float8_e4m3fn",
        "float8_e5m2",
    ]
)
"""The dtypes of tensors; `float`, `int` and `complex` stand for any of their family."""

KINDS = frozenset(("codes", "logits", "probabilities", "features", "pcm", "nats"))
"""Kinds that are known not to be misspelt dtypes; others may be used too."""

MOST_FIELDS = 64
"""How many fields a record may have."""


def read_port(cursor: Cursor) -> Port:
    """`?`, a kind, then a tensor or a record."""
    first = cursor.seen
    optional = cursor.accept("?") is not None
    refuse_port(cursor, DTYPES)
    kind = _read_kind(cursor)
    if cursor.seen.text == "{":
        port: Port = Record(_read_fields(cursor), at=cursor.since(first))
    else:
        port = read_tensor(cursor)
    return evolve(port, kind=kind, optional=optional, at=cursor.since(first))


def _read_kind(cursor: Cursor) -> str | None:
    """A word before the dtype or the shape that is no dtype."""
    token, after = cursor.seen, cursor.after
    if token.kind != "name" or token.text in DTYPES:
        return None
    if after.text not in {"(", "{", "'"} and after.kind != "name":
        return None
    if token.text not in KINDS and _resembles_dtype(token.text):
        return None
    return cursor.take().text


def _resembles_dtype(word: str) -> bool:
    return near(word, sorted(DTYPES)) is not None


def read_tensor(cursor: Cursor) -> Tensor:
    """`float32 (B, L) in [0, 1]`."""
    first = cursor.seen
    variable, dtypes = _read_dtypes(cursor)
    if cursor.seen.text != "(":
        refuse_no_port(cursor)
        refuse_stray(cursor, "a shape such as `(B, L)`")
    shape = read_shape(cursor)
    domain = read_domain(cursor) if cursor.accept("in") else None
    if cursor.seen.text == "[":
        cursor.refuse(rule.missing_in(cursor.at(cursor.seen)))
    if cursor.seen.text in DTYPES:
        is_bare = variable is None and dtypes is None and domain is None
        cursor.refuse(
            rule.late_dtype(cursor.at(cursor.seen), cursor.since(first) if is_bare else None)
        )
    return Tensor(shape, dtypes, variable, domain, at=cursor.since(first))


def _read_dtypes(cursor: Cursor) -> tuple[str | None, tuple[str, ...] | None]:
    """A dtype variable, or the dtypes a port takes."""
    if quote := cursor.accept("'"):
        if cursor.seen.kind != "name":
            refuse_stray(cursor, "a name after `'`")
        return cursor.take().text or quote.text, None
    if cursor.seen.kind != "name" or _is_bare_size(cursor):
        return None, None
    found = [_read_dtype(cursor)]
    while cursor.accept("|"):
        found.append(_read_dtype(cursor))
    return None, tuple(found)


def _is_bare_size(cursor: Cursor) -> bool:
    """Whether a name begins a shape without parentheses: `B, L`."""
    name, after = cursor.seen.text, cursor.after
    known = name in DTYPES or _resembles_dtype(name)
    return not known and after.kind != "name" and after.text not in {"(", "|"}


def _read_dtype(cursor: Cursor) -> str:
    token = cursor.seen
    if token.kind != "name":
        refuse_stray(cursor, "a dtype such as `float32`")
    elif token.text.casefold() in FOREIGN and token.text not in DTYPES:
        cursor.refuse(foreign_dtype(FOREIGN[token.text.casefold()], cursor.at(token)))
    elif token.text not in DTYPES:
        cursor.refuse(rule.unknown_dtype(token.text, DTYPES, cursor.at(token)))
    return cursor.take().text


def _read_fields(cursor: Cursor) -> tuple[tuple[str, Tensor], ...]:
    opening = cursor.take()
    fields = [_read_field(cursor)]
    while cursor.accept(","):
        fields.append(_read_field(cursor))
    if not cursor.accept("}"):
        if cursor.seen.kind == "name" and cursor.after.text == ":":
            cursor.refuse(no_comma("two fields", cursor.at(cursor.seen)))
        refuse_stray(cursor, "`}`", opening)
    if len(fields) > MOST_FIELDS:
        cursor.refuse(too_much("too many fields", MOST_FIELDS, cursor.at(opening)))
    names = [name for name, _ in fields]
    for name in names:
        if names.count(name) > 1:
            cursor.refuse(rule.twice("the field", name, cursor.since(opening)))
    return tuple(fields)


def _read_field(cursor: Cursor) -> tuple[str, Tensor]:
    name = cursor.seen
    if name.kind != "name":
        refuse_stray(cursor, "a field such as `means: float (B, L)`")
    cursor.take()
    if cursor.seen.text == "=":
        cursor.refuse(field_equals(cursor.at(cursor.seen)))
    if not cursor.accept(":"):
        refuse_stray(cursor, "`:` after the field's name")
    return name.text, _read_field_port(cursor)


def _read_field_port(cursor: Cursor) -> Tensor:
    first: Token = cursor.seen
    optional = cursor.accept("?") is not None
    refuse_port(cursor, DTYPES)
    kind = _read_kind(cursor)
    if cursor.seen.text == "{":
        cursor.refuse(rule.nested_record(cursor.at(cursor.seen)))
    tensor = read_tensor(cursor)
    return evolve(tensor, kind=kind, optional=optional, at=cursor.since(first))
