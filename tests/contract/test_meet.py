"""Two things known of one size become one that keeps both, or clash."""

from __future__ import annotations

from itertools import product

from graphnet.contract.assume import Assumptions, Congruence, Range, Reason
from graphnet.contract.assumptions import quotient
from graphnet.contract.meet import Clash, meet_congruence, meet_range
from graphnet.contract.polynomial import Symbol
from graphnet.contract.residues import Residue

L = Symbol("L")
FIRST, SECOND = (Reason("first"),), (Reason("second"),)


def test_a_residue_of_a_quotient_is_one_of_the_size() -> None:
    for modulus, remainder in product((2, 3, 4), (0, 1)):
        congruence = Congruence(L, 4, 3, FIRST)
        known = Assumptions((congruence,))
        met = meet_congruence(Residue(quotient(congruence), modulus, remainder), SECOND, known)
        assert isinstance(met, Assumptions)
        found = met.congruence(L)
        assert (found.modulus, found.remainder) == (4 * modulus, 4 * remainder + 3)
        assert found.reasons == FIRST + SECOND


def test_ranges_narrow_each_other_and_remember_who_asked() -> None:
    known = Assumptions((), (Range(L, 3, 20, FIRST),))
    met = meet_range(Range(L, 5, None), SECOND, known)
    assert isinstance(met, Assumptions)
    assert met.range(L) == Range(L, 5, 20)
    assert met.range(L).reasons == FIRST + SECOND
    assert meet_range(Range(L, 1, 25), SECOND, known) is known


def test_what_no_number_keeps_clashes() -> None:
    known = Assumptions((Congruence(L, 10, 5),), (Range(L, 3, 20),))
    assert meet_range(Range(L, 6, 14), (), known) == Clash()
    assert meet_range(Range(L, 21, None), (), known) == Clash()
    narrow = Assumptions((), (Range(L, 9, 11),))
    assert meet_congruence(Residue(L, 10, 5), (), narrow) == Clash()
    assert meet_congruence(Residue(L, 1, 0), (), narrow) is narrow
