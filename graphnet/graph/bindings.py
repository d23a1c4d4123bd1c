"""What is known of stages' private sizes so far: bindings of symbols, and assumptions on L."""

from __future__ import annotations

from typing import final

from attrs import evolve, frozen

from graphnet.contract.assume import (
    Assumptions,
    Contradiction,
    Reason,
    Relation,
    Undecided,
    assume_where,
)
from graphnet.contract.domain import SolvedDomain, domain_symbols, substitute_domain
from graphnet.contract.equate import Bind, Different, Equal, Unknown, Unsolvable, equate
from graphnet.contract.polynomial import Polynomial, Symbol, render, substitute, symbol
from graphnet.graph.plan import PlannedAxis, PlannedPort
from graphnet.graph.sizes import HOLE, is_hole


@frozen
class Bound:
    """What a private size turned out to be: its value, and that value in the spec's names."""

    value: Polynomial
    named: Polynomial


@final
class Bindings:
    """Grows while a graph is solved; the one mutable value of the room, dropped afterwards."""

    def __init__(self, assumptions: Assumptions) -> None:
        self.assumptions = assumptions
        self.guards: list[str] = []
        self.open: list[tuple[Relation, tuple[Symbol, ...]]] = []
        self._bound: dict[Symbol, Bound] = {}
        self._roles: dict[Symbol, str] = {}
        self._spreads: dict[Symbol, tuple[PlannedAxis, ...]] = {}

    def value(self, private: Symbol) -> Polynomial:
        """The value of a private size, itself where it is still open."""
        bound = self._bound.get(private)
        return symbol(private) if bound is None else self.resolve(bound.value)

    def name(self, private: Symbol) -> Polynomial:
        """The same in the spec's own names."""
        bound = self._bound.get(private)
        return symbol(private) if bound is None else self.resolve_names(bound.named)

    def is_bound(self, private: Symbol) -> bool:
        """Whether a private size is known."""
        return private in self._bound

    def bind(self, private: Symbol, bound: Bound) -> None:
        """Learn what a private size is."""
        self._bound[private] = bound

    def role(self, private: Symbol) -> str | None:
        """The role of the axis a private size was first seen on."""
        return self._roles.get(private)

    def learn_role(self, private: Symbol, role: str) -> None:
        """Remember what the axis of a private size means."""
        self._roles.setdefault(private, role)

    def spread(self, private: Symbol) -> tuple[PlannedAxis, ...] | None:
        """The axes a variadic name stands for, None where it is still open."""
        return self._spreads.get(private)

    def learn_spread(self, private: Symbol, axes: tuple[PlannedAxis, ...]) -> None:
        """Learn which axes a variadic name stands for."""
        self._spreads.setdefault(private, axes)

    def resolve(self, size: Polynomial) -> Polynomial:
        """A size with every known private size put in."""
        known = {s: self.value(s) for s in size.symbols if s in self._bound}
        return substitute(size, known) if known else size

    def resolve_names(self, size: Polynomial) -> Polynomial:
        """A size in the spec's names with every known private size put in."""
        known = {s: self.name(s) for s in size.symbols if s in self._bound}
        return substitute(size, known) if known else size

    def resolve_port(self, port: PlannedPort) -> PlannedPort:
        """A port with every known private size put in."""
        axes = tuple(
            evolve(
                axis,
                size=self.resolve(axis.size),
                named=None if axis.named is None else self.resolve_names(axis.named),
            )
            for axis in port.axes
        )
        domain = None if port.domain is None else self.resolve_domain(port.domain)
        return evolve(port, axes=axes, domain=domain)

    def resolve_domain(self, domain: SolvedDomain) -> SolvedDomain:
        """A domain with every known private size put in."""
        known = {s: self.value(s) for s in domain_symbols(domain) if s in self._bound}
        return substitute_domain(domain, known) if known else domain

    def equate(self, found: PlannedAxis, wanted: PlannedAxis) -> Different | Unsolvable | None:
        """Make two sizes one; None where they are, or where a guard was left behind."""
        left, right = self.resolve(found.size), self.resolve(wanted.size)
        if is_hole(left) or is_hole(right):
            self._fill_holes(left, right)
            return None
        verdict = equate(left, right, self.assumptions)
        match verdict:
            case Equal():
                return None
            case Bind(private, value, requires):
                named = self._named(private, (found, wanted), value)
                self.bind(private, Bound(value, named))
                for relation in requires:
                    reason = Reason(f"`{render(value)}` must be whole", wanted.at)
                    self.assume(evolve(relation, reasons=(reason,)))
                return None
            case Unknown():
                self.guards.append(f"{render(left)} == {render(right)}")
                return None
            case Different() | Unsolvable():
                return verdict

    def assume(self, relation: Relation) -> Contradiction | None:
        """Take a relation as given from here on, unless it contradicts what is given."""
        asked = evolve(
            relation,
            left=self.resolve(relation.left),
            right=self.resolve(relation.right),
        )
        if is_hole(asked.left) or is_hole(asked.right):
            return None
        outcome = assume_where((asked,), self.assumptions)
        match outcome:
            case Assumptions():
                self.assumptions = outcome
                return None
            case Contradiction():
                return outcome
            case Undecided(_, symbols):
                self.open.append((relation, symbols))
                return None

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
