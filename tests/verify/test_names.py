"""Names of a declaration: numbers where the plan has them, else free, several axes spread out."""

from __future__ import annotations

from graphnet.verify.subject import Subject, subjects
from tests.verify.proving import objective_text, question, stage_text


def subject(text: str, path: str) -> Subject:
    asked = question(text)
    found, problems = subjects(asked.plan, asked.spec, asked.registry)
    assert problems == ()
    return next(each for each in found if each.who.path == path)


def test_what_the_plan_solved_is_a_number_and_the_rest_is_free() -> None:
    frames = subject(stage_text("reshapes"), "probed")
    assert [port.text for port in frames.inputs] == ["(B, L, 4)"]
    assert frames.free == ("B", "L")


def test_a_name_for_several_axes_stands_for_those_the_plan_found_each_free() -> None:
    nats = subject(stage_text("reshapes"), "objective")
    assert [port.text for port in nats.inputs] == ["(B, L, 8)", "(B, L, 1)"]
    assert [port.text for port in nats.outputs] == ["(B, L)"]
    assert nats.inputs[0].axis("time") == 1


def test_domains_are_read_with_the_same_names() -> None:
    bins = subject(objective_text("bins", 256, 2), "objective")
    target = bins.input("target")
    assert target is not None
    assert target.limits({"B": 1, "L": 1}) == ((0.0, 255.0),)


def test_an_optional_port_that_nothing_feeds_is_left_out_until_asked_for() -> None:
    padded = subject(stage_text("pads-safe"), "probed")
    assert [port.name for port in padded.inputs] == ["main"]
    assert [port.name for port in padded.completed().inputs] == ["main", "lengths"]


def test_the_names_on_axes_are_those_that_may_be_other_numbers() -> None:
    assert subject(stage_text("reshapes"), "probed").names.on_axes == {"B", "L", "H"}
