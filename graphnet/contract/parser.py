"""From contract text to nodes, with the first mistake of each text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from graphnet.contract.cursor import Cursor
from graphnet.contract.habits import refuse_behind, refuse_no_arrow
from graphnet.contract.parse_axes import read_shape
from graphnet.contract.parse_dims import read_dim
from graphnet.contract.parse_effects import read_effect, read_state, read_where
from graphnet.contract.parse_ports import read_port
from graphnet.contract.parse_values import read_domain
from graphnet.contract.rules import contract_text as rule
from graphnet.contract.rules.contract_ports import bad_port_key
from graphnet.contract.stray import refuse_stray, special_sentence
from graphnet.contract.syntax import Contract, Dim, Domain, Effect, Port, ShapeItem, State, Where
from graphnet.diagnostics import Diagnostics
from graphnet.text import Excerpt

MOST_CHARACTERS = 10_000
"""How long a contract text may be."""

MOST_PORTS = 64
"""How many ports one side may have."""

Node = TypeVar("Node")


def parse_dim(text: Excerpt) -> tuple[Dim | None, Diagnostics]:
    """A size: `2*d_model`."""
    return _parse(text, read_dim, "the size", "d_model // 2")


def parse_shape(text: Excerpt) -> tuple[tuple[ShapeItem, ...] | None, Diagnostics]:
    """A shape: `(C, H)`."""
    return _parse(text, read_shape, "the shape", "(B, L)")


def parse_domain(text: Excerpt) -> tuple[Domain | None, Diagnostics]:
    """Values, without `in`: `[0, 2**bits)`."""
    return _parse(text, read_domain, "the domain", "[0, C)")


def parse_port(text: Excerpt) -> tuple[Port | None, Diagnostics]:
    """One port: `int64 (B, L, 1) in [0, C)`."""
    return _parse(text, read_port, "the port", "float (B, L, d_model)")


def parse_where(text: Excerpt) -> tuple[Where | None, Diagnostics]:
    """A condition: `L % 16 == 0`."""
    return _parse(text, read_where, "the condition", "L % 16 == 0")


def parse_effect(text: Excerpt) -> tuple[Effect | None, Diagnostics]:
    """A promise about time: `ratio 1/4`."""
    return _parse(text, read_effect, "the effect", "causal")


def parse_state(text: Excerpt) -> tuple[State | None, Diagnostics]:
    """A state: `float (B, H) = zeros`."""
    return _parse(text, read_state, "the state", "float (B, H) = zeros")


def parse_contract(text: Excerpt) -> tuple[Contract | None, Diagnostics]:
    """A whole contract: `(B, L, H) -> (B, L, H)`; further ports are `port2`, `port3`, ..."""
    return _parse(text, _read_contract, "the contract", "(B, L, H) -> (B, L, H)")


def parse_contract_table(ports: Mapping[str, Excerpt]) -> tuple[Contract | None, Diagnostics]:
    """A contract whose ports are written one by one under `in.NAME` and `out.NAME`."""
    found: dict[str, list[tuple[str, Port]]] = {"in": [], "out": []}
    problems: Diagnostics = ()
    for key, text in ports.items():
        side, _, name = key.partition(".")
        if side not in found or not name.isidentifier():
            problems = (*problems, bad_port_key(key, text.span()))
            continue
        port, refused = parse_port(text)
        problems = (*problems, *refused)
        if port is not None:
            found[side].append((name, port))
    if problems:
        return None, problems
    return Contract(tuple(found["in"]), tuple(found["out"])), ()


def _parse(
    text: Excerpt, read: Callable[[Cursor], Node], what: str, example: str
) -> tuple[Node | None, Diagnostics]:
    """Read all of a text as one node."""
    if not text.value.strip():
        return None, (rule.empty(what, example, text.span()),)
    if len(text.value) > MOST_CHARACTERS:
        span = text.span(0, 1)
        return None, (rule.too_much(f"{what} is too long", MOST_CHARACTERS, span),)
    cursor = Cursor(text)
    node = read(cursor)
    if cursor.seen.kind != "end":
        _refuse_rest(cursor)
    return (node, ()) if cursor.problem is None else (None, (cursor.problem,))


def _refuse_rest(cursor: Cursor) -> None:
    """Refuse what stands behind the end, in the words that fit it best."""
    token, at = cursor.seen, cursor.at(cursor.seen)
    if token.text == "->":
        cursor.refuse(rule.second_arrow(at))
    elif token.text in {")", "]", "}"}:
        cursor.refuse(rule.closes_nothing(at))
    refuse_behind(cursor)
    cursor.refuse(special_sentence(cursor) or rule.left_over(at))


def _read_contract(cursor: Cursor) -> Contract:
    first = cursor.seen
    inputs = () if first.text == "->" else _read_side(cursor)
    if not cursor.accept("->"):
        if cursor.seen.kind == "end":
            cursor.refuse(rule.no_arrow(cursor.since(first)))
        refuse_no_arrow(cursor)
        refuse_stray(cursor, "`->`")
    outputs = _read_side(cursor)
    return Contract(inputs, outputs, at=cursor.since(first))


def _read_side(cursor: Cursor) -> tuple[tuple[str, Port], ...]:
    first = cursor.seen
    ports = [read_port(cursor)]
    while cursor.accept(","):
        ports.append(read_port(cursor))
    if len(ports) > MOST_PORTS:
        cursor.refuse(rule.too_much("too many ports", MOST_PORTS, cursor.at(first)))
    names = ("main", *(f"port{number}" for number in range(2, len(ports) + 1)))
    return tuple(zip(names, ports, strict=True))
