"""Places of a law, evaluated by the contract language and compared value by value."""

from __future__ import annotations

from graphnet.contract.parser import parse_dim
from graphnet.plugin.types import Reorders
from graphnet.text import quoted
from graphnet.verify.bench import Bench, build
from graphnet.verify.reorders import check_reorders, source_place
from tests.verify.liars import IN_TURNS
from tests.verify.proving import reordering_text
from tests.verify.test_names import subject

POINT = {"B": 2, "T": 4}


def reordering(name: str) -> Bench:
    built, problems = build(subject(reordering_text(name), "probed"))
    assert built is not None, problems
    return built


def test_a_place_is_worked_out_from_the_output_s_indices() -> None:
    places = [parse_dim(quoted(text, "<law>"))[0] for text in IN_TURNS[0].places]
    known = [place for place in places if place is not None]
    bench = reordering("interleave")
    assert source_place(known, (1, 5, 0), bench, POINT) == (1, 1, 2)


def test_the_declared_order_holds_and_another_is_found_at_its_place() -> None:
    assert check_reorders(reordering("interleave"), IN_TURNS[0]) == ((), "")
    (finding,), _ = check_reorders(reordering("in-blocks"), IN_TURNS[0])
    assert finding.expected == "the value at [0, 0, 1]"


def test_places_outside_the_input_are_found() -> None:
    (finding,), _ = check_reorders(reordering("interleave"), Reorders(places=("i0", "i1", "0")))
    assert finding.rule.code == "GN703"


def test_a_law_that_does_not_parse_is_said_to_be_so() -> None:
    assert check_reorders(reordering("interleave"), Reorders(places=("i0 +",)))[1] != ""
