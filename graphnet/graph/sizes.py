"""The names a spec gives to sizes: their values, which are free, and which are mistakes."""

from __future__ import annotations

from collections.abc import Mapping

from graphnet.contract.lower import UnknownName, Unworkable, lower
from graphnet.contract.polynomial import Polynomial, Symbol, symbol
from graphnet.contract.syntax import Int, Name
from graphnet.diagnostics import Diagnostic, Diagnostics
from graphnet.graph.names import names_of, names_of_spec, sizes_of_stages, terms_of_spec
from graphnet.graph.rules.unknown_size import unknown_size
from graphnet.graph.rules.unworkable_size import unworkable_size
from graphnet.spec.rules.sizes_refused import sizes_in_a_ring, sizes_refused
from graphnet.spec.spec import SizeSpec, Spec
from graphnet.text import Span
from graphnet.values import evolve, field, frozen

HOLE = symbol(Symbol("_", "?"))
BATCH = "B"  # no command binds it: the last batch of an epoch may be smaller
ALWAYS_FREE = (BATCH, "L")


def is_hole(size: Polynomial) -> bool:
    """Whether a size depends on something that was refused already."""
    return any(s.owner == "?" for s in size.symbols)


def is_no_size(size: Polynomial) -> bool:
    """Whether a number is too small for an axis."""
    return size.as_int is not None and size.as_int < 1


@frozen
class Scope:
    """What size names mean in a spec's contracts.

    `values` gives each its number or, for free sizes, its symbol; `named` keeps a size stated as
    a plain number as a name, for people to read. `holes` are names that were refused,
    and `places` say where each is stated.
    """

    values: Mapping[str, Polynomial]
    named: Mapping[str, Polynomial]
    free: tuple[str, ...]
    holes: frozenset[str] = frozenset()
    places: Mapping[str, Span] = field(factory=dict, eq=False, repr=False)

    def value(self, name: Name) -> Polynomial | None:
        """The value of a name; a refused name is a hole."""
        return HOLE if name.text in self.holes else self.values.get(name.text)

    def name(self, name: Name) -> Polynomial | None:
        """The value of a name as people know it."""
        return HOLE if name.text in self.holes else self.named.get(name.text)


def read_scope(spec: Spec) -> tuple[Scope, Diagnostics]:
    """The sizes of a spec, evaluated, and every name in its contracts that is none of them."""
    stated = {size.name: size for size in spec.sizes if size.value is not None}
    damaged = {size.name for size in spec.sizes if size.is_damaged}
    open_sizes = (s.name for s in spec.sizes if s.value is None and not s.is_damaged)
    free = dict.fromkeys((*ALWAYS_FREE, *open_sizes))
    unknown, found = _unknown_names(spec, {*stated, *free, *damaged})
    order, rings = _order(stated)
    found += tuple(sizes_in_a_ring(ring, stated[ring[0]].at) for ring in rings)
    symbols = {name: symbol(name) for name in free}
    scope = Scope(symbols, symbols, tuple(free), unknown.union(damaged, *rings))
    for name in order:
        scope, problems = _with_size(scope, stated[name])
        found += problems
    places = {size.name: size.name_at for size in spec.sizes}
    return evolve(scope, places=places), found + _unworkable(spec, scope)


def _unworkable(spec: Spec, scope: Scope) -> Diagnostics:
    """Expressions outside `[sizes]` that have no value, or one that no axis can have."""
    found: list[Diagnostic] = []
    sizes = tuple(sizes_of_stages(spec))
    for index, dim in enumerate((*sizes, *terms_of_spec(spec))):
        match lower(dim, scope.value):
            case Unworkable(_, why):
                found.append(unworkable_size(why, dim.at))
            case Polynomial() as value if index < len(sizes) and is_no_size(value):
                why = f"`{dim.at.text}` is {value.as_int}, and a size is at least 1"
                found.append(unworkable_size(why, dim.at))
            case _:
                pass
    return tuple(found)


def _order(stated: Mapping[str, SizeSpec]) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Sizes after those they are made of, and the rings of sizes made of each other."""
    needs = {
        name: {n.text for n in names_of(size.value) if n.text in stated}
        for name, size in stated.items()
    }
    place = {name: index for index, name in enumerate(stated)}
    if all(place[other] < place[name] for name, others in needs.items() for other in others):
        return tuple(stated), ()
    from graphnet.graph.size_rings import order_of  # noqa: PLC0415  # networkx: see order.py

    return order_of(needs)


def _with_size(scope: Scope, size: SizeSpec) -> tuple[Scope, Diagnostics]:
    """The scope with one more size; a size that cannot be worked out becomes a hole."""
    outcome = UnknownName if size.value is None else lower(size.value, scope.value)
    match outcome:
        case Polynomial() as value if value.as_int is None or value.as_int >= 1:
            name = symbol(size.name) if isinstance(size.value, Int) else value
            values, named = {**scope.values, size.name: value}, {**scope.named, size.name: name}
            return Scope(values, named, scope.free, scope.holes), ()
        case Polynomial() as value:
            problem = f"it is {value.as_int}, and a size is at least 1"
        case Unworkable(_, why):
            problem = why
        case _:  # a name that was refused already
            problem = ""
    holes = scope.holes | {size.name}
    found = (sizes_refused(size.name, problem, size.at),) if problem else ()
    return Scope(scope.values, scope.named, scope.free, holes), found


def _in_order(names: list[Name]) -> tuple[Span, ...]:
    """Where a name stands, from the top of the file."""
    return tuple(sorted((name.at for name in names), key=lambda at: (at.source.path, at.start)))


def _unknown_names(spec: Spec, known: set[str]) -> tuple[frozenset[str], Diagnostics]:
    places: dict[str, list[Name]] = {}
    for name in names_of_spec(spec):
        if name.text not in known:
            places.setdefault(name.text, []).append(name)
    found = (unknown_size(text, _in_order(names), known) for text, names in places.items())
    return frozenset(places), tuple(found)
