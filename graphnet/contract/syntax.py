"""The words of the contract language as frozen nodes; every node knows where it was written."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from graphnet.text import Span
from graphnet.values import field, frozen

FUNCTIONS = ("ceildiv", "min", "max", "prod")
RESERVED = frozenset({*FUNCTIONS, "in", "inf"})
ROLES = ("batch", "time", "feature", "class", "channel", "mixture")


def _place() -> Span:
    """A field for the node's span, which takes no part in comparisons."""
    return field(kw_only=True, eq=False, repr=False)  # type: ignore[no-any-return]  # attrs: Any


# --- dimensions -------------------------------------------------------------------------------


@frozen
class Int:
    """`64`."""

    value: int
    at: Span = _place()


@frozen
class Name:
    """`d_model`, or a dotted `encoder.d_model`."""

    text: str
    at: Span = _place()


@frozen
class Negation:
    """`-x`."""

    operand: Dim
    at: Span = _place()


@frozen
class Binary:
    """`x + y` and its kin; `//` and `%` round down, as Python's."""

    operator: Literal["+", "-", "*", "//", "%", "**"]
    left: Dim
    right: Dim
    at: Span = _place()


@frozen
class Call:
    """`ceildiv(x, y)`, `min(...)`, `max(...)`, `prod(...)`."""

    function: str
    arguments: tuple[Dim, ...]
    at: Span = _place()


Dim = Int | Name | Negation | Binary | Call

# --- axes and shapes --------------------------------------------------------------------------


@frozen
class Axis:
    """One axis: its size, what it means (`role`), and whether it may be 1 instead (`#`)."""

    dim: Dim
    role: str | None = None
    may_be_one: bool = False
    at: Span = _place()


@frozen
class AnyAxis:
    """`_`: one axis of any size, named by nobody."""

    at: Span = _place()


@frozen
class Variadic:
    """`...` (name None) or `*S`: any number of axes."""

    name: str | None
    at: Span = _place()


ShapeItem = Axis | AnyAxis | Variadic

# --- values -----------------------------------------------------------------------------------


@frozen
class Infinity:
    """`inf` or `-inf` as a bound."""

    sign: Literal[1, -1]
    at: Span = _place()


@frozen
class Real:
    """A bound with a decimal point."""

    value: float
    at: Span = _place()


Bound = Int | Name | Negation | Binary | Call | Infinity | Real


@frozen
class Interval:
    """`[0, C)`: brackets include their end, parentheses leave it out."""

    low: Bound
    high: Bound
    low_included: bool
    high_included: bool
    at: Span = _place()


@frozen
class Points:
    """`{-100}`: single values."""

    values: tuple[Dim, ...]
    at: Span = _place()


@frozen
class Domain:
    """A union of intervals and points that values lie in."""

    parts: tuple[Interval | Points, ...]
    at: Span = _place()


@frozen
class Tensor:
    """What one port carries. `dtypes` is None where none is written; `variable` is `T` of `'T`."""

    shape: tuple[ShapeItem, ...]
    dtypes: tuple[str, ...] | None = None
    variable: str | None = None
    domain: Domain | None = None
    kind: str | None = None
    optional: bool = False
    at: Span = _place()


@frozen
class Record:
    """Named tensors that travel together, such as the parameters of a mixture."""

    fields: tuple[tuple[str, Tensor], ...]
    kind: str | None = None
    optional: bool = False
    at: Span = _place()


Port = Tensor | Record

# --- the rest ---------------------------------------------------------------------------------


@frozen
class Where:
    """`0 < a <= b`: a chain of comparisons between dimensions."""

    terms: tuple[Dim, ...]
    relations: tuple[Literal["==", "!=", "<", "<=", ">", ">="], ...]
    at: Span = _place()


@frozen
class Effect:
    """One promise about time; `amount` is set for those that take one (`ratio`: a fraction)."""

    name: Literal[
        "causal",
        "global",
        "positionwise",
        "lookahead",
        "delay",
        "field",
        "ratio",
        "block",
        "latency",
        "step",
        "padding-safe",
        "selects",
    ]
    amount: Fraction | Dim | Infinity | None = None
    at: Span = _place()


@frozen
class State:
    """What a recurrent stage carries between steps, and what it begins with."""

    tensor: Tensor
    start: str
    at: Span = _place()


@frozen
class Contract:
    """Ports in and out by name; the one a chain uses is `main`."""

    inputs: tuple[tuple[str, Port], ...]
    outputs: tuple[tuple[str, Port], ...]
    where: tuple[Where, ...] = ()
    effects: tuple[Effect, ...] = ()
    state: tuple[State, ...] = ()
    at: Span | None = field(default=None, eq=False, repr=False)
