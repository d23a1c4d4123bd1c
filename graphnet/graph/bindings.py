"""What is known of stages' private sizes so far: bindings of symbols, and assumptions on L."""

from __future__ import annotations

from operator import is_
from typing import final

from graphnet.contract.assume import (
    Assumptions,
    Contradiction,
    Reason,
    Reasons,
    Relation,
    Undecided,
    assume_where,
    render_relation,
)
from graphnet.contract.domain import SolvedDomain, domain_symbols, substitute_domain
from graphnet.contract.equate import Bind, Different, Equal, Unknown, Unsolvable, equate
from graphnet.contract.polynomial import Polynomial, Symbol, render, substitute, symbol
from graphnet.graph.plan import PlannedAxis, PlannedPort
from graphnet.graph.sizes import BATCH, HOLE, is_hole
from graphnet.values import evolve, frozen

Refuted = Different | Unsolvable | Contradiction
"""Why two sizes cannot be one."""


@frozen
class Bound:
    """What a private size turned out to be: its value, and that value in the spec's names."""

    value: Polynomial
    named: Polynomial


@frozen
class Values:
    """What a dtype variable stands for: the dtypes and the kind of what was given."""

    dtypes: tuple[str, ...] | None = None
    kind: str | None = None


@final
class Bindings:
    """Grows while a graph is solved; the one mutable value of the room, dropped afterwards."""

    def __init__(self, assumptions: Assumptions) -> None:
        self.assumptions = assumptions
        self.guards: list[str] = []
        self.unverified: list[str] = []
        self.open: list[Relation] = []
        self._own: dict[tuple[str, str], Symbol] = {}
        self._values: dict[Symbol, Polynomial] = {}
        self._names: dict[Symbol, Polynomial] = {}
        self._roles: dict[Symbol, str] = {}
        self._spreads: dict[Symbol, tuple[PlannedAxis, ...]] = {}
        self._carried: dict[Symbol, Values] = {}

    def own(self, name: str, owner: str) -> Symbol:
        """The private size of a stage by its name, the same object each time."""
        found = self._own.get((name, owner))
        if found is None:
            found = self._own[name, owner] = Symbol(name, owner)
        return found

    def value(self, private: Symbol) -> Polynomial:
        """The value of a private size, itself where it is still open."""
        return _known_alone(self._values, private)

    def name(self, private: Symbol) -> Polynomial:
        """The same in the spec's own names."""
        return _known_alone(self._names, private)

    def is_bound(self, private: Symbol) -> bool:
        """Whether a private size is known."""
        return private in self._values

    def bind(self, private: Symbol, bound: Bound) -> None:
        """Learn what a private size is."""
        self._values[private] = bound.value
        self._names[private] = bound.named

    def role(self, private: Symbol) -> str | None:
        """The role of the axis a private size was first seen on."""
        return self._roles.get(private)

    def learn_role(self, private: Symbol, role: str) -> None:
        """Remember what the axis of a private size means."""
        self._roles.setdefault(private, role)

    def values(self, private: Symbol) -> Values:
        """What a dtype variable stands for; nothing where that is still open."""
        return self._carried.get(private, Values())

    def learn_values(self, private: Symbol, values: Values) -> None:
        """Learn what a dtype variable stands for; inputs of two kinds give none."""
        known = self._carried.setdefault(private, values)
        if known.kind != values.kind:
            self._carried[private] = evolve(known, kind=None)

    def spread(self, private: Symbol) -> tuple[PlannedAxis, ...] | None:
        """The axes a variadic name stands for, None where it is still open."""
        return self._spreads.get(private)

    def learn_spread(self, private: Symbol, axes: tuple[PlannedAxis, ...]) -> None:
        """Learn which axes a variadic name stands for."""
        self._spreads.setdefault(private, axes)

    def resolve(self, size: Polynomial) -> Polynomial:
        """A size with every known private size put in."""
        return _known(self._values, size)

    def resolve_names(self, size: Polynomial) -> Polynomial:
        """A size in the spec's names with every known private size put in."""
        return _known(self._names, size)

    def resolve_port(self, port: PlannedPort) -> PlannedPort:
        """A port with every known private size put in."""
        axes = tuple([self._resolve_axis(axis) for axis in port.axes])
        domain = None if port.domain is None else self.resolve_domain(port.domain)
        same = domain is port.domain and all(map(is_, axes, port.axes))
        return port if same else PlannedPort(port.dtype, axes, domain, port.kind)

    def _resolve_axis(self, axis: PlannedAxis) -> PlannedAxis:
        size = self.resolve(axis.size)
        named = None if axis.named is None else self.resolve_names(axis.named)
        if size is axis.size and named is axis.named:
            return axis
        return PlannedAxis(size, axis.role, named, axis.at)

    def resolve_domain(self, domain: SolvedDomain) -> SolvedDomain:
        """A domain with every known private size put in."""
        known = {s: self.value(s) for s in domain_symbols(domain) if s in self._values}
        return substitute_domain(domain, known) if known else domain

    def equate(
        self, found: PlannedAxis, wanted: PlannedAxis, reasons: Reasons = ()
    ) -> Refuted | None:
        """Make two sizes one; None where they are, or where it is left for later to decide."""
        verdict = self.learn_equal(found, wanted)
        if isinstance(verdict, Unknown):
            self.open.append(Relation(found.size, "==", wanted.size, reasons))
            return None
        return verdict

    def learn_equal(self, found: PlannedAxis, wanted: PlannedAxis) -> Refuted | Unknown | None:
        """Bind what makes two sizes one; None where they are."""
        left, right = self.resolve(found.size), self.resolve(wanted.size)
        if is_hole(left) or is_hole(right):
            self._fill_holes(left, right)
            return None
        verdict = equate(left, right, self.assumptions)
        match verdict:
            case Equal():
                return None
            case Bind(private, value, requires):
                reason = Reason(f"`{render(value)}` must be a size", wanted.at)
                for relation in requires:
                    text = render_relation(relation)
                    broken = self.assume(evolve(relation, reasons=(reason,), text=text))
                    if broken is not None:
                        return broken
                named = self._named(private, (found, wanted), value)
                self.bind(private, Bound(value, named))
                return None
            case Unknown() | Different() | Unsolvable():
                return verdict

    def assume(self, relation: Relation) -> Contradiction | None:
        """Take a relation as given from here on, unless it contradicts what is given."""
        asked = self._resolved(relation)
        if is_hole(asked.left) or is_hole(asked.right):
            return None
        outcome = assume_where((asked,), self.assumptions)
        match outcome:
            case Assumptions():
                self.assumptions = outcome
                return None
            case Contradiction():
                return outcome
            case Undecided():
                self.open.append(relation)
                return None

    def decide_open(self) -> tuple[Contradiction, ...]:
        """Take what was left open as given; what cannot be proved is a guard from here on."""
        waiting, self.open = self.open, []
        broken: list[Contradiction] = []
        for relation in waiting:
            known, asked = self.assumptions, self._resolved(relation)
            outcome = self.assume(relation)
            if outcome is not None:
                broken.append(outcome)
            elif not relation.text and (self.assumptions is not known or asked in known.facts):
                names = {which.name for which in asked.left.symbols | asked.right.symbols}
                kept = self.unverified if BATCH in names else self.guards
                kept.append(render_relation(asked))
        return tuple(broken)

    def _resolved(self, relation: Relation) -> Relation:
        left, right = self.resolve(relation.left), self.resolve(relation.right)
        return evolve(relation, left=left, right=right)

    def _named(
        self, private: Symbol, sides: tuple[PlannedAxis, PlannedAxis], value: Polynomial
    ) -> Polynomial:
        """How people know the value: by the other side's name where this side is the bare size."""
        for mine, other in (sides, sides[::-1]):
            if self.resolve(mine.size) == symbol(private):
                return self.resolve_names(other.size if other.named is None else other.named)
        return value

    def _fill_holes(self, left: Polynomial, right: Polynomial) -> None:
        for side in (left, right):
            for private in side.symbols:
                if private.owner not in ("", "?"):
                    self.bind(private, Bound(HOLE, HOLE))


def _known_alone(table: dict[Symbol, Polynomial], which: Symbol) -> Polynomial:
    """What a table knows of one symbol: itself where that is nothing."""
    found = table.get(which)
    if found is None:
        return symbol(which)
    return found if table.keys().isdisjoint(found.symbols) else _known(table, symbol(which))


def _known(table: dict[Symbol, Polynomial], size: Polynomial) -> Polynomial:
    """A size with what a table knows put in; what was found on the way shortens the table.

    Without recursion: a chain of sizes that stand for each other is as long as a graph.
    """
    if table.keys().isdisjoint(size.symbols):
        return size
    waiting = [which for which in size.symbols if which in table]
    while waiting:
        value = table[waiting[-1]]
        inner = [which for which in value.symbols if which in table]
        deeper = [which for which in inner if any(s in table for s in table[which].symbols)]
        if not deeper:
            which = waiting.pop()
            table[which] = substitute(value, {i: table[i] for i in inner}) if inner else value
        waiting += deeper
    return substitute(size, {which: table[which] for which in size.symbols if which in table})
