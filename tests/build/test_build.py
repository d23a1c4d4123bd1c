"""From plan to network: seeds, ties and broken promises."""

from __future__ import annotations

import pytest
import torch

from graphnet.build import Network, build_network
from graphnet.graph import Plan
from tests.toys import BASE, toy_plan


def built(plan: Plan, seed: int = 0) -> Network:
    network, problems = build_network(plan, seed)
    assert network is not None, problems
    return network.double().eval()


def test_initial_weights_are_a_function_of_the_seed() -> None:
    first, again, other = (built(toy_plan(), seed).state_dict() for seed in (1, 1, 2))
    assert torch.equal(first["embed.weight"], again["embed.weight"])
    assert not torch.equal(first["embed.weight"], other["embed.weight"])


def test_a_stage_begins_the_same_whatever_stands_beside_it() -> None:
    without = BASE.replace('[stages.net]\nuse = "net"\n', "")
    states = built(toy_plan()).state_dict(), built(toy_plan(without)).state_dict()
    assert torch.equal(states[0]["head.weight"], states[1]["head.weight"])


def test_building_leaves_the_callers_random_numbers_alone() -> None:
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    built(toy_plan())
    assert torch.equal(torch.rand(3), expected)


def test_a_tied_parameter_is_one_tensor() -> None:
    tied = BASE.replace('use = "head"', 'use = "head"\ntie = { weight = "embed.weight" }')
    network = built(toy_plan(tied))
    assert network.module("head").weight is network.module("embed").weight
    assert len(list(network.parameters())) == 1


@pytest.mark.parametrize(("use", "code"), [("lost", "GN701"), ("liar", "GN702")])
def test_an_implementation_that_fails_its_declaration_is_a_diagnostic(use: str, code: str) -> None:
    plan = toy_plan(BASE.replace('use = "net"', f'use = "{use}"'))
    network, problems = build_network(plan)
    assert network is None
    assert [problem.rule.code for problem in problems] == [code]


def test_a_network_has_the_precision_of_its_run() -> None:
    train = '\n[train]\nprecision = "float64"\n'
    single, _ = build_network(toy_plan())
    double, _ = build_network(toy_plan(BASE + train))
    assert single is not None
    assert double is not None
    assert {p.dtype for p in single.parameters()} == {torch.float32}
    assert {p.dtype for p in double.parameters()} == {torch.float64}
    for one, two in zip(single.parameters(), double.parameters(), strict=True):
        assert torch.equal(one.double(), two)
    batch = {"main": torch.zeros(2, 4, 1, dtype=torch.int64)}
    assert double(batch)["objective"].dtype is torch.float64
