"""Ties end at one parameter, whose values all of them share."""

from __future__ import annotations

import pytest

from graphnet.build import build_network
from graphnet.graph import cut
from tests.toys import BASE, codes, toy_plan

TWO = """
[stages.b]
use      = "head"
sizes    = { C = "n" }
input    = "net"
"""
MORE = BASE.replace("[objective]", f'{TWO}\n[objective]\nprediction = "head"').replace(
    "[sizes]", 'outputs = ["b"]\n\n[sizes]'
)


def tied(**ties: str) -> str:
    text = MORE
    for stage, target in ties.items():
        text = text.replace(
            f"[stages.{stage}]", f"[stages.{stage}]\ntie = {{ weight = '{target}' }}"
        )
    return text


def test_a_tie_to_itself_and_a_ring_of_ties_are_refused() -> None:
    assert codes(tied(head="head.weight")) == ["GN505"]
    assert codes(tied(head="b.weight", b="head.weight")) == ["GN505", "GN505"]


@pytest.mark.parametrize("first", ["head", "b"])
def test_a_chain_of_ties_ends_at_one_tensor(first: str) -> None:
    second = {"head": "b", "b": "head"}[first]
    plan = toy_plan(tied(**{first: f"{second}.weight", second: "embed.weight"}))
    network, _ = build_network(plan)
    assert network is not None
    weights = {id(network.module(path).weight) for path in ("embed", "head", "b")}
    assert len(weights) == 1


def test_an_unknown_parameter_is_said_beside_other_mistakes_and_not_of_a_refused_stage() -> None:
    text = tied(head="x.weight")
    assert codes(text.replace("H = 4", "H = 0")) == ["GN112", "GN505"]
    assert codes(tied(head="b.weight").replace('use      = "head"', 'use = "hea"')) == ["GN202"]


def test_a_part_whose_tie_was_cut_off_keeps_the_tensor() -> None:
    part, _ = cut(toy_plan(tied(embed="head.weight", b="head.weight")), "embed")
    assert part is not None
    network, problems = build_network(part)
    assert network is not None, problems
    assert set(network.state_dict()) == {"embed.weight"}
