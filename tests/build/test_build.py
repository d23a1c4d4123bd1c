"""From plan to network: names, seeds, ties, broken promises, and step against forward."""

from __future__ import annotations

import pytest
import torch

from graphnet.build import Network, build_network
from graphnet.graph import Plan, cut
from tests.toys import BASE, toy_plan


def built(plan: Plan, seed: int = 0) -> Network:
    network, problems = build_network(plan, seed)
    assert network is not None, problems
    return network.double().eval()


def test_parameters_are_named_by_the_path_of_their_stage() -> None:
    assert set(built(toy_plan()).state_dict()) == {"embed.weight", "head.weight"}


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


def test_stages_may_be_named_like_methods() -> None:
    plan = toy_plan(BASE.replace("[stages.head]", "[stages.train]"))
    assert "train.weight" in built(plan).state_dict()


@pytest.mark.parametrize(("use", "code"), [("lost", "GN701"), ("liar", "GN702")])
def test_an_implementation_that_fails_its_declaration_is_a_diagnostic(use: str, code: str) -> None:
    plan = toy_plan(BASE.replace('use = "net"', f'use = "{use}"'))
    network, problems = build_network(plan)
    assert network is None
    assert [problem.rule.code for problem in problems] == [code]


def test_a_cut_network_gives_the_stage_it_was_cut_at() -> None:
    part, _ = cut(toy_plan(), "net")
    assert part is not None
    given = built(part)({"main": torch.zeros(2, 6, 1, dtype=torch.int64)})
    assert given.keys() == {"net.join"}
    assert given["net.join"].shape == (2, 6, 4)


def test_the_shift_hides_each_item_from_its_own_prediction() -> None:
    network = built(toy_plan())
    codes = torch.randint(0, 8, (1, 8, 1))
    other = codes.clone()
    other[0, 7] = (other[0, 7] + 1) % 8
    part, _ = cut(toy_plan(), "head")
    assert part is not None
    head = built(part)
    assert torch.equal(head({"main": codes})["head"], head({"main": other})["head"])
    assert network({"main": codes})["objective"].shape == (1, 8)


@pytest.mark.parametrize("by", [2, 3, 4])
def test_stepping_equals_the_whole_sequence(by: int) -> None:
    text = BASE.replace('use = "net"', f'use = "net"\noptions = {{ by = {by} }}')
    plan = toy_plan(text.replace("H = 4", "H = 12"))
    network = built(plan)
    codes = torch.randint(0, 8, (3, 4 * by, 1))
    whole = network({"main": codes})["objective"]
    state, item = network.initial_state(3), torch.full((3, 1), plan.source.start or 0)
    for index in range(codes.shape[1]):
        prediction, state = network.step(item, state)
        item = codes[:, index]
        nats = -prediction.log_softmax(-1).gather(-1, item)[:, 0]
        assert torch.allclose(nats, whole[:, index], rtol=0, atol=1e-12)


def test_a_state_is_passed_and_never_changed() -> None:
    network = built(toy_plan())
    first = network.initial_state(1)
    item = torch.zeros(1, 1, dtype=torch.int64)
    once, after = network.step(item, first)
    again, _ = network.step(item, first)
    assert torch.equal(once, again)
    assert after.tick == 1
    assert first.tick == 0
