"""Numbers bound to free sizes are checked, and the nearest good ones are told."""

from __future__ import annotations

from graphnet.contract.assume import Assumptions, Congruence, Range, Reason, Relation, holds
from graphnet.contract.polynomial import Symbol, symbol

ASKED = (Reason("down1"),)
KNOWN = Assumptions(
    (Congruence(Symbol("L"), 16, 0, ASKED),),
    (Range(Symbol("L"), 32, 9000),),
    (Relation(symbol("T"), "<=", symbol("L")),),
)


def test_a_broken_congruence_tells_the_nearest_numbers_and_who_asked() -> None:
    (broken,) = holds(KNOWN, {"L": 8190})
    assert (broken.condition, broken.values) == ("L % 16 == 0", (("L", 8190),))
    assert broken.nearest == (8176, 8192)
    assert broken.reasons == ASKED


def test_numbers_near_the_end_of_a_range_stay_inside() -> None:
    assert holds(KNOWN, {"L": 33})[0].nearest == (32, 48)
    assert [b.nearest for b in holds(KNOWN, {"L": 16})] == [(32,)]
    assert [b.nearest for b in holds(KNOWN, {"L": 9008})] == [(8992,)]
    assert [b.condition for b in holds(KNOWN, {"L": 9001})] == ["L % 16 == 0", "32 <= L <= 9000"]


def test_a_broken_fact_tells_all_its_numbers() -> None:
    (broken,) = holds(KNOWN, {"L": 64, "T": 65})
    assert (broken.condition, broken.values) == ("T <= L", (("L", 64), ("T", 65)))
    assert broken.nearest == ()


def test_good_numbers_and_numbers_nobody_asked_about_break_nothing() -> None:
    assert holds(KNOWN, {"L": 64, "T": 64, "B": 3}) == ()
    assert holds(KNOWN, {"T": 10**6}) == ()
