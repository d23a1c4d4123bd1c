"""What is run in chunks: as far back as least goes in, and nothing that others read or see."""

from __future__ import annotations

from attrs import evolve

from graphnet.graph.plan import Plan, Wire
from graphnet.graph.rewrites.chunked import FEWEST, MOST, find_chunked, wires_in
from tests.graph.rewrites.wide import CLIPS, plan, wide_text

NATS = '\n[objective]\nuse     = "nats"\npredict = "next"\n'
SCALED = '[stages.scaled]\nuse = "by-item"\n'


def stages(found: Plan) -> tuple[str, ...]:
    return next((each.stages for each in find_chunked(found)), ())


def test_a_wide_head_and_its_likelihood_are() -> None:
    (rewrite,) = find_chunked(plan(wide_text()))
    assert rewrite.name == "chunked"
    assert rewrite.stages == ("head", "objective")
    assert rewrite.why == "64 numbers a position are made of 4 and kept for none"


def test_a_head_less_than_eight_times_as_wide_is_not() -> None:
    assert stages(plan(wide_text(n=16))) == ()
    assert stages(plan(wide_text(n=32))) == ("head", "objective")


def test_stages_between_go_along() -> None:
    assert stages(plan(wide_text(SCALED))) == ("head", "scaled", "objective")


def test_a_stage_that_sees_more_than_a_position_is_a_border() -> None:
    assert stages(plan(wide_text('[stages.mixed]\nuse = "mixing"\n'))) == ()


def test_scores_that_something_else_reads_are_kept() -> None:
    other = '[stages.other]\nuse = "mixing"\n[stages.both]\nuse = "join"\n'
    other += 'input = { main = "other", skip = "head" }\n'
    assert stages(plan(wide_text(other))) == ()


def test_scores_that_are_an_output_are_kept() -> None:
    found = plan(wide_text(), rewriting=False)
    assert stages(found) == ("head", "objective")
    shown = evolve(found, outputs=(*found.outputs, Wire("head")))
    assert stages(shown) == ()


def test_what_takes_lengths_is_run_on_everything_unless_it_only_selects() -> None:
    head = '\n[stages.head]\nuse   = "head"\nsizes = { C = 64 }\n'
    text = (CLIPS + head + '[stages.last]\nuse = "{}"\n' + NATS).replace("[0, 8)", "[0, 64)")
    assert stages(plan(text.replace("{}", "blank"))) == ("head", "last", "objective")
    assert stages(plan(text.replace("{}", "told"))) == ()


def test_wires_that_go_in_are_named_once_and_lengths_are_not_among_them() -> None:
    found = plan(wide_text())
    segment = [found.by_path["head"], found.by_path["objective"]]
    assert wires_in(segment) == (Wire("net.join"), Wire("source"))


def test_chunks_have_a_few_megabytes_whatever_the_width() -> None:
    (narrow,) = find_chunked(plan(wide_text()))
    assert narrow.positions == MOST
    (wide,) = find_chunked(plan(wide_text(n=65536)))
    assert wide.positions == 64
    (huge,) = find_chunked(plan(wide_text(n=2**22)))
    assert huge.positions == FEWEST


def test_a_plan_without_objective_has_none() -> None:
    found = plan(wide_text(), rewriting=False)
    assert find_chunked(evolve(found, stages=found.stages[:-1], outputs=())) == ()
