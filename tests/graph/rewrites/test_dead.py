"""What only metrics read is left out where nobody measures."""

from __future__ import annotations

from attrs import evolve

from graphnet.graph.plan import Wire
from graphnet.graph.rewrites.dead import find_dead, needed_for
from tests.graph.rewrites.wide import plan, wide_text


def test_a_stage_that_leads_to_no_output_is_dead() -> None:
    found = plan(wide_text(), rewriting=False)
    assert find_dead(found) == ()
    beside = evolve(found.by_path["head"], path="beside")
    (rewrite,) = find_dead(evolve(found, stages=(*found.stages, beside)))
    assert (rewrite.name, rewrite.stages) == ("dead", ("beside",))


def test_what_a_wire_needs_is_all_that_feeds_it() -> None:
    found = plan(wide_text(), rewriting=False)
    assert needed_for(found, (Wire("embed"),)) == {"embed", "delay", "source"}
    assert "objective" not in needed_for(found, (Wire("head"),))
