"""What expressions over sizes are made of: symbols, and divisions, powers and extrema of others."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Literal, final

from graphnet.contract.lazy import lazy
from graphnet.values import field, frozen

if TYPE_CHECKING:  # expressions hold atoms and atoms hold expressions
    from graphnet.contract.algebra import Polynomial


@final
@frozen(slots=False, cache_hash=True)
class Symbol:
    """A size without a number. `owner` names whose it is; "" means the whole spec's (rigid).

    `least` is the smallest number it can be; sizes are at least 1.
    """

    name: str
    owner: str = ""
    least: int = 1
    weight = 1

    @lazy
    def key(self) -> str:
        """What terms are ordered by."""
        return f"{self.name}@{self.owner}{self.least}"

    @lazy
    def symbols(self) -> frozenset[Symbol]:
        """Itself."""
        return frozenset((self,))


class Composite(ABC):
    """An atom made of expressions."""

    @property
    @abstractmethod
    def parts(self) -> tuple[Polynomial, ...]:
        """The expressions inside."""

    @lazy
    def symbols(self) -> frozenset[Symbol]:
        """Every symbol inside."""
        return frozenset[Symbol]().union(*(part.symbols for part in self.parts))

    @lazy
    def weight(self) -> int:
        """How much there is inside."""
        return 1 + sum(part.weight for part in self.parts)


@final
@frozen(slots=False, cache_hash=True)
class Floor(Composite):
    """`numerator // divisor`, rounded down."""

    numerator: Polynomial
    divisor: Polynomial

    @lazy
    def key(self) -> str:
        """What terms are ordered by."""
        return f"({self.numerator.key})//({self.divisor.key})"

    @property
    def parts(self) -> tuple[Polynomial, ...]:
        """Numerator and divisor."""
        return (self.numerator, self.divisor)


@final
@frozen(slots=False, cache_hash=True)
class Power(Composite):
    """`base ** exponent` that cannot be multiplied out."""

    base: Polynomial
    exponent: Polynomial

    @lazy
    def key(self) -> str:
        """What terms are ordered by."""
        return f"({self.base.key})**({self.exponent.key})"

    @property
    def parts(self) -> tuple[Polynomial, ...]:
        """Base and exponent."""
        return (self.base, self.exponent)


@final
@frozen(slots=False, cache_hash=True)
class Extremum(Composite):
    """`min(...)` or `max(...)` of at least two."""

    kind: Literal["min", "max"]
    arguments: tuple[Polynomial, ...]

    @lazy
    def key(self) -> str:
        """What terms are ordered by."""
        return f"{self.kind}({','.join(a.key for a in self.arguments)})"

    @property
    def parts(self) -> tuple[Polynomial, ...]:
        """The arguments."""
        return self.arguments


@final
@frozen(slots=False, cache_hash=True)
class Opaque:
    """An expression too large to keep; `digest` stands for it, so it equals only itself."""

    digest: str
    symbols: frozenset[Symbol] = field(eq=False)
    weight = 1

    @lazy
    def key(self) -> str:
        """What terms are ordered by."""
        return f"#{self.digest}"


Atom = Symbol | Floor | Power | Extremum | Opaque
Monomial = tuple[tuple[Atom, int], ...]
