"""One side of a comparison: a port as its contract puts it, with sizes in place of names."""

from __future__ import annotations

from collections.abc import Callable

from graphnet.contract.domain import SolvedDomain, lower_domain
from graphnet.contract.lower import Scope as NameScope
from graphnet.contract.lower import lower
from graphnet.contract.polynomial import Polynomial, Symbol, constant, symbol
from graphnet.contract.syntax import AnyAxis, Axis, Dim, Name, Tensor, Variadic
from graphnet.graph.bindings import Bindings, Values
from graphnet.graph.dtypes import UNKNOWN, joined, refused
from graphnet.graph.plan import PlannedAxis, PlannedPort
from graphnet.graph.sizes import HOLE, Scope, is_no_size
from graphnet.text import Span
from graphnet.values import evolve, field, frozen


@frozen
class Side:
    """What a port is asked to be. `dtypes` and `domain` are None where nothing is asked.

    `spread` is the position of an axis item that stands for any number of axes; `ones` are those
    of axes that may be 1 instead. `variable` stands for the dtype and kind of what is given.
    """

    axes: tuple[PlannedAxis, ...]
    dtypes: tuple[str, ...] | None = None
    domain: SolvedDomain | None = None
    kind: str | None = None
    at: Span | None = field(default=None, eq=False, repr=False)
    spread: int | None = None

    ones: frozenset[int] = frozenset()
    variable: str | None = None

    def accepts_dtype(self, dtype: str) -> bool:
        """Whether values of a dtype may enter, whichever member of a union they have."""
        return not refused(self.dtypes, dtype)


@frozen
class Reader:
    """How the names of one contract are read: values, names for people, variadic axes, `_`."""

    value: NameScope
    name: NameScope
    spread: Callable[[str | None], tuple[PlannedAxis, ...] | None]
    role: Callable[[Name], str | None]
    blank: Callable[[int], Polynomial]
    values: Callable[[str], Values]
    is_spec: bool


def spec_reader(scope: Scope, owner: str, port: str, bindings: Bindings) -> Reader:
    """Names in a spec's contract mean the spec's sizes; `...` what is learned for `owner`."""
    return Reader(
        scope.value,
        scope.name,
        lambda name: bindings.spread(Symbol(name or "...", owner)),
        lambda name: bindings.role(Symbol(name.text)) if name.text in scope.free else None,
        lambda place: symbol(Symbol("_", f"{owner} {port} {place}")),
        lambda _: Values(),
        is_spec=True,
    )


def stage_reader(owner: str, bindings: Bindings, port: str = "") -> Reader:
    """Names in a declaration are private to the stage; unbound ones stay symbols."""
    return Reader(
        lambda name: _value(bindings.own(name.text, owner), bindings),
        lambda name: bindings.name(bindings.own(name.text, owner)),
        lambda name: bindings.spread(bindings.own(name or "...", owner)),
        lambda name: bindings.role(bindings.own(name.text, owner)),
        lambda place: bindings.value(Symbol("_", f"{owner} {port} {place}")),
        lambda name: bindings.values(Symbol(name, owner)),
        is_spec=False,
    )


def _value(private: Symbol, bindings: Bindings) -> Polynomial:
    """The value of a size; that of a variadic name, as in `prod(S)`, is its axes' product."""
    spread = bindings.spread(private)
    if spread is None:
        return bindings.value(private)
    product = constant(1)
    for axis in spread:
        product *= bindings.resolve(axis.size)
    return product


def side_of(tensor: Tensor, reader: Reader) -> Side:
    """A port's contract with its names read."""
    axes: list[PlannedAxis] = []
    ones: set[int] = set()
    spread = None
    for place, item in enumerate(tensor.shape):
        if isinstance(item, Variadic):
            known = reader.spread(item.name)
        else:
            known = (_axis(item, place, reader),)
            ones |= {len(axes)} if isinstance(item, Axis) and item.may_be_one else set()
        if known is None:
            spread = len(axes)
        axes += known or ()
    domain = None if tensor.domain is None else lower_domain(tensor.domain, reader.value)
    carried = Values() if tensor.variable is None else reader.values(tensor.variable)
    return Side(
        tuple(axes),
        tensor.dtypes or carried.dtypes,
        domain if isinstance(domain, SolvedDomain) else None,
        tensor.kind,
        tensor.at,
        spread,
        frozenset(ones),
        tensor.variable,
    )


def _axis(item: Axis | AnyAxis, place: int, reader: Reader) -> PlannedAxis:
    match item:
        case Axis(dim, role):
            known = role if role is not None or not isinstance(dim, Name) else reader.role(dim)
            size, named = size_of(dim, reader.value), size_of(dim, reader.name)
            if reader.is_spec and is_no_size(size):  # refused already
                size = named = HOLE
            return PlannedAxis(size, known, named, item.at if reader.is_spec else None)
        case AnyAxis():
            return PlannedAxis(reader.blank(place))


def size_of(dim: Dim, scope: NameScope) -> Polynomial:
    """A dimension as a polynomial; what cannot be worked out is a hole."""
    lowered = lower(dim, scope)
    return lowered if isinstance(lowered, Polynomial) else HOLE


def spread_over(side: Side, found: int) -> Side:
    """A side whose spread item takes as many axes as `found` leaves for it."""
    if side.spread is None:
        return side
    extra = max(0, found - len(side.axes))
    blank = (PlannedAxis(HOLE),) * extra
    axes = (*side.axes[: side.spread], *blank, *side.axes[side.spread :])
    ones = frozenset(place + extra if place >= side.spread else place for place in side.ones)
    return evolve(side, axes=axes, spread=None, ones=ones)


def carried_kind(side: Side, owner: str, bindings: Bindings) -> str | None:
    """The kind an output states, else that of the values its dtype variable stands for."""
    if side.kind is not None or side.variable is None:
        return side.kind
    return bindings.values(Symbol(side.variable, owner)).kind


def port_of(side: Side, fallback: PlannedPort | None) -> PlannedPort:
    """What a port carries; where no dtype is written, it is that of the input (`fallback`)."""
    if side.dtypes is not None:
        dtype = joined(side.dtypes)
    else:
        dtype = UNKNOWN if fallback is None else fallback.dtype
    return PlannedPort(dtype, side.axes, side.domain, side.kind)
