"""Values between two ends, whose ends are expressions over sizes or real numbers."""

from __future__ import annotations

from graphnet.contract.algebra import Polynomial
from graphnet.values import frozen

Limit = Polynomial | float
"""An end of an interval; infinity is a float."""


@frozen
class SolvedInterval:
    """The values between two ends, each of them included or not."""

    low: Limit
    high: Limit
    low_included: bool = True
    high_included: bool = False


@frozen
class SolvedDomain:
    """A union of intervals; a single value is an interval with two equal ends."""

    parts: tuple[SolvedInterval, ...]
