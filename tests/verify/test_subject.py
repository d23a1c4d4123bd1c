"""Each distinct stage once, at its place in the spec, with what it asks of sizes."""

from __future__ import annotations

from graphnet.verify.subject import place_of, stage_spec, subjects, type_of
from tests.verify.proving import question, stage_text

TWICE = stage_text("reshapes").replace(
    "\n[stages.head]", '\n[stages.again]\nuse = "liar.reshapes"\n\n[stages.head]'
)


def test_stages_of_one_type_options_and_sizes_are_one_subject() -> None:
    asked = question(TWICE)
    found, _ = subjects(asked.plan, asked.spec, asked.registry)
    twins = {each.who.path: each.twins for each in found}
    assert twins == {"embed": (), "probed": ("again",), "head": (), "objective": ()}


def test_a_subject_knows_where_the_spec_uses_it_and_what_it_asks_of_sizes() -> None:
    asked = question(stage_text("up-to-64-said"))
    found, _ = subjects(asked.plan, asked.spec, asked.registry)
    probed = next(each for each in found if each.who.path == "probed")
    assert probed.who.at is not None
    assert probed.who.at.text == '"liar.up-to-64-said"'
    assert [(r.symbol.name, r.high) for r in probed.known.ranges] == [("L", 64)]


def test_the_source_the_objective_and_what_is_inside_a_composite_have_a_place() -> None:
    spec = question(stage_text("reshapes")).spec
    for path in ("source", "objective", "probed.inner.0"):
        place = place_of(path, spec)
        assert place is not None
    assert place_of("nowhere", spec) is None
    assert stage_spec(spec, "nowhere") is None


def test_types_are_found_among_stages_sources_and_objectives() -> None:
    registry = question(stage_text("reshapes")).registry
    for use in ("toy.head", "toy.codes", "toy.nats", "delay"):
        found = type_of(use, registry)
        assert found is not None
        assert found.name == use
    assert type_of("toy.nothing", registry) is None
