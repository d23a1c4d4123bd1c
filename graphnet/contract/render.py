"""Nodes of the contract language as text again, in one way of writing."""

from __future__ import annotations

from fractions import Fraction

from graphnet.contract.syntax import (
    AnyAxis,
    Axis,
    Binary,
    Bound,
    Call,
    Contract,
    Dim,
    Domain,
    Effect,
    Infinity,
    Int,
    Interval,
    Name,
    Negation,
    Points,
    Port,
    Real,
    Record,
    ShapeItem,
    State,
    Tensor,
    Variadic,
    Where,
)

Node = Dim | Port | Contract | Where | Effect | State | Domain

_STRENGTH = {"+": 1, "-": 1, "*": 2, "//": 2, "%": 2, "**": 4}
_SIGN = 3


def render_node(node: Node) -> str:
    """The text of any node."""
    match node:
        case Tensor() | Record():
            return _port(node)
        case Contract():
            return _contract(node)
        case Domain(parts):
            return " | ".join(map(_set, parts))
        case Where() | Effect() | State():
            return _promise(node)
        case _:
            return _dim(node)


def _promise(node: Where | Effect | State) -> str:
    match node:
        case Where(terms, relations):
            pairs = zip(relations, terms[1:], strict=True)
            return " ".join([_dim(terms[0]), *(f"{r} {_dim(t)}" for r, t in pairs)])
        case Effect(name, amount):
            return name if amount is None else f"{name} {_amount(amount)}"
        case State(tensor, start):
            return f"{_port(tensor)} = {start}"


def render_shape(shape: tuple[ShapeItem, ...]) -> str:
    """The text of a shape: `(batch:B, time:L)`."""
    return f"({', '.join(map(_item, shape))})"


def _dim(dim: Dim, strength: int = 0) -> str:
    """A size, in parentheses where what surrounds it binds more strongly."""
    match dim:
        case Int(value):
            return str(value)
        case Name(text):
            return text
        case Call(function, arguments):
            return f"{function}({', '.join(map(_dim, arguments))})"
        case Negation(operand):
            return _enclosed(f"-{_dim(operand, _SIGN)}", strength > _SIGN)
        case Binary(operator):
            return _enclosed(_binary(dim), _STRENGTH[operator] < strength)


def _enclosed(text: str, needed: bool) -> str:  # noqa: FBT001  # read as "enclosed if"
    return f"({text})" if needed else text


def _binary(dim: Binary) -> str:
    """Two operands and the sign between them; powers join from the right, others from the left."""
    own = _STRENGTH[dim.operator]
    if dim.operator == "**":
        return f"{_dim(dim.left, own + 1)}**{_dim(dim.right, _SIGN)}"
    space = " " if dim.operator in {"+", "-", "%"} else ""
    return f"{_dim(dim.left, own)}{space}{dim.operator}{space}{_dim(dim.right, own + 1)}"


def _item(item: ShapeItem) -> str:
    match item:
        case Variadic(name):
            return "..." if name is None else f"*{name}"
        case AnyAxis():
            return "_"
        case Axis(dim, role, may_be_one):
            prefix = "" if role is None else f"{role}:"
            return f"{prefix}{'#' if may_be_one else ''}{_dim(dim)}"


def _port(port: Port) -> str:
    words = ["?"] if port.optional else []
    if port.kind is not None:
        words.append(port.kind)
    match port:
        case Record(fields):
            inner = ", ".join(f"{name}: {_port(tensor)}" for name, tensor in fields)
            words.append(f"{{ {inner} }}")
        case Tensor(shape, dtypes, variable, domain):
            if variable is not None:
                words.append(f"'{variable}")
            if dtypes is not None:
                words.append(" | ".join(dtypes))
            words.append(render_shape(shape))
            if domain is not None:
                words.append(f"in {render_node(domain)}")
    return " ".join(words).replace("? ", "?", 1) if port.optional else " ".join(words)


def _set(part: Interval | Points) -> str:
    match part:
        case Points(values):
            return f"{{{', '.join(map(_dim, values))}}}"
        case Interval(low, high, low_included, high_included):
            opening, closing = "[" if low_included else "(", "]" if high_included else ")"
            return f"{opening}{_bound(low)}, {_bound(high)}{closing}"


def _bound(bound: Bound) -> str:
    match bound:
        case Infinity(sign):
            return "inf" if sign > 0 else "-inf"
        case Real(value):
            return repr(value)
        case _:
            return _dim(bound)


def _amount(amount: Fraction | Dim | Infinity) -> str:
    match amount:
        case Fraction():
            return str(amount)
        case Infinity():
            return _bound(amount)
        case _:
            return _dim(amount)


def _contract(contract: Contract) -> str:
    """The form with an arrow; names of ports other than `main` are lost in it."""
    inputs = ", ".join(_port(port) for _, port in contract.inputs)
    outputs = ", ".join(_port(port) for _, port in contract.outputs)
    return f"{inputs} -> {outputs}" if inputs else f"-> {outputs}"
