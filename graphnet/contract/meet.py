"""Two things known of one size become one, or clash."""

from __future__ import annotations

from graphnet.contract.assumptions import (
    Assumptions,
    Congruence,
    Range,
    Reasons,
    is_quotient,
    origin,
)
from graphnet.contract.residues import Residue
from graphnet.values import evolve, frozen


@frozen
class Clash:
    """No number satisfies both."""


def meet_congruence(new: Residue, reasons: Reasons, known: Assumptions) -> Assumptions | Clash:
    """What is known with one more residue, which may be of a quotient.

    Where `L = 16*q`, `q % 4 == 1` is `L % 64 == 16`.
    """
    which, modulus, remainder = new.symbol, new.modulus, new.remainder
    if modulus == 1:
        return known
    if is_quotient(which):
        old = known.congruence(origin(which))
        which, reasons = old.symbol, (*old.reasons, *reasons)
        remainder = old.modulus * remainder + old.remainder
        modulus = old.modulus * modulus
    congruence = Congruence(which, modulus, remainder, reasons)
    if _is_empty(congruence, known.range(which)):
        return Clash()
    others = (c for c in known.congruences if c.symbol != which)
    return evolve(known, congruences=(*others, congruence))


def meet_range(new: Range, reasons: Reasons, known: Assumptions) -> Assumptions | Clash:
    """What is known with one more range, which may be of a quotient."""
    which, low, high = new.symbol, new.low, new.high
    if is_quotient(which):
        of = known.congruence(origin(which))
        which, low = of.symbol, of.modulus * low + of.remainder
        high = None if high is None else of.modulus * high + of.remainder
    old = known.range(which)
    ends = [end for end in (high, old.high) if end is not None]
    met = Range(which, max(low, old.low), min(ends, default=None), (*old.reasons, *reasons))
    if (met.low, met.high) == (old.low, old.high):
        return known
    if _is_empty(known.congruence(which), met):
        return Clash()
    others = (r for r in known.ranges if r.symbol != which)
    return evolve(known, ranges=(*others, met))


def _is_empty(congruence: Congruence, limits: Range) -> bool:
    """Whether no number of the range is in the residue class."""
    first = limits.low + (congruence.remainder - limits.low) % congruence.modulus
    return limits.high is not None and first > limits.high
