"""What is wrong is kept in the order of finding, while values go on."""

from __future__ import annotations

from graphnet.diagnostics import Rule
from graphnet.spec.findings import Findings

ONE, TWO, THREE, FOUR = (Rule("GN104", "x").breach(str(number)) for number in range(4))


def test_values_pass_through_and_problems_stay_in_order() -> None:
    found = Findings()
    assert found.take((5, (ONE, TWO))) == 5
    found.add(THREE)
    assert found.take(("text", ())) == "text"
    assert found.take((None, (FOUR,))) is None
    assert found.all == (ONE, TWO, THREE, FOUR)


def test_what_was_asked_for_before_does_not_change_later() -> None:
    found = Findings()
    before = found.all
    found.add(ONE)
    assert before == ()
    assert Findings().all == ()
