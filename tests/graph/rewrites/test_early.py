"""A stage that selects goes in front of those that work on each position by itself."""

from __future__ import annotations

from attrs import evolve

from graphnet.graph.plan import Plan, Wire
from graphnet.graph.rewrites.early import find_early
from tests.graph.rewrites.wide import picking_text, plan

SCALED = '\n[stages.scaled]\nuse = "scale"\n'


def stages(found: Plan) -> list[tuple[str, ...]]:
    return [each.stages for each in find_early(found)]


def test_one_position_is_selected_before_the_head() -> None:
    (rewrite,) = find_early(plan(picking_text()))
    assert rewrite.name == "early"
    assert rewrite.stages == ("decoder", "head")
    assert rewrite.why == "what `decoder` keeps is all that `head` needs to work on"


def test_it_goes_as_far_back_as_stages_work_on_positions_alone() -> None:
    assert stages(plan(picking_text(SCALED))) == [("decoder", "scaled", "head")]
    mixing = '\n[stages.mixed]\nuse = "mixing"\n'
    assert stages(plan(picking_text(mixing + SCALED))) == [("decoder", "scaled", "head")]


def test_what_something_else_reads_is_not_passed() -> None:
    found = plan(picking_text(SCALED), rewriting=False)
    assert stages(evolve(found, outputs=(*found.outputs, Wire("scaled")))) == [("decoder", "head")]
    assert stages(evolve(found, outputs=(*found.outputs, Wire("head")))) == []


def test_only_a_stage_that_selects_and_learns_nothing_is_moved() -> None:
    found = plan(picking_text(), rewriting=False)
    decoder, head = found.by_path["decoder"], found.by_path["head"]
    blind = evolve(decoder, timing=evolve(decoder.timing, selects=False))
    learned = evolve(decoder, parameters=head.parameters)
    for other in (blind, learned, evolve(decoder, mapped=True)):
        swapped = tuple(other if stage is decoder else stage for stage in found.stages)
        assert stages(evolve(found, stages=swapped)) == []


def test_a_stage_that_gives_as_many_as_it_takes_is_not_moved() -> None:
    padded = '\n[stages.padded]\nuse = "pad"\noptions = { k = 20 }\n'
    for k, found in (("20", []), ("3", [("decoder", "head")])):
        text = picking_text(padded, options=f"options = {{ k = {k} }}\n")
        text = text.replace('"pick"', '"pad"').replace("label-nats", "energy")
        assert stages(plan(text)) == found
