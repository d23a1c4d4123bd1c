"""A tie names a parameter that is there, of the same shape; it ends where no other tie begins."""

from __future__ import annotations

import pytest

from graphnet.graph.ties import check_ties
from tests.graph.opening import opened
from tests.toys import BASE, plan_text, read, toy_plan


def tied(target: str, parameter: str = "weight") -> str:
    """The base spec with the head's weight tied."""
    return BASE.replace('use = "head"', f'use = "head"\ntie = {{ {parameter} = "{target}" }}')


def codes_of(text: str, *holes: str) -> list[str]:
    spec, _ = read(text)
    return [p.rule.code for p in check_ties(opened(text)[0], spec, frozenset(holes))]


def test_a_parameter_that_is_there_can_be_tied() -> None:
    assert codes_of(tied("embed.weight")) == []


@pytest.mark.parametrize("target", ["embed.wait", "nowhere.weight", "net.weight", "source.weight"])
def test_a_target_that_is_not_there_is_refused_with_what_there_is(target: str) -> None:
    text = tied(target)
    spec, _ = read(text)
    (problem,) = check_ties(opened(text)[0], spec, frozenset())
    assert problem.rule.code == "GN505"
    assert f"`{target}`" in problem.message
    assert "embed.weight" in " ".join(fix.text for fix in problem.fixes)


def test_a_parameter_that_the_stage_does_not_have_is_refused() -> None:
    assert codes_of(tied("embed.weight", "wait")) == ["GN505"]


def test_nothing_is_said_of_a_stage_that_was_refused() -> None:
    assert codes_of(tied("gone.weight"), "gone") == []


def test_a_tied_parameter_names_the_one_it_is() -> None:
    ties = {
        f"{stage.path}.{parameter.name}": parameter.tied_to
        for stage in toy_plan(tied("embed.weight")).stages
        for parameter in stage.parameters
    }
    assert ties == {"embed.weight": None, "head.weight": "embed.weight"}


def test_parameters_of_two_shapes_cannot_be_one() -> None:
    text = tied("embed.weight")
    text = text[: text.index("[objective]")]
    assert plan_text(text)[0] is not None
    plan, problems = plan_text(text.replace('use = "net"', 'use = "down"'))
    assert plan is None
    (problem,) = problems
    assert problem.rule.code == "GN505"
    assert "(8, 8)" in problem.message  # what the head has behind the pool: n rows of 2 * H
    assert "(8, 4)" in problem.message
