"""A plan as a module: its names, its outputs, and the shapes that were proved."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from graphnet.build import Network, build_network
from graphnet.contract.polynomial import evaluate
from graphnet.graph import Plan, cut
from tests.toys import BASE, toy_plan


def built(plan: Plan) -> Network:
    network, problems = build_network(plan)
    assert network is not None, problems
    return network.double().eval()


def codes_of(batch: int, length: int) -> dict[str, Tensor]:
    return {"main": torch.randint(0, 8, (batch, length, 1))}


def test_parameters_are_named_by_the_path_of_their_stage() -> None:
    assert set(built(toy_plan()).state_dict()) == {"embed.weight", "head.weight"}


def test_stages_may_be_named_like_methods() -> None:
    plan = toy_plan(BASE.replace("[stages.head]", "[stages.train]"))
    assert "train.weight" in built(plan).state_dict()


@pytest.mark.parametrize(("batch", "length", "by"), [(1, 2, 2), (3, 8, 2), (2, 12, 3)])
def test_every_stage_gives_the_shape_that_was_proved(batch: int, length: int, by: int) -> None:
    text = BASE.replace('use = "net"', f'use = "net"\noptions = {{ by = {by} }}')
    plan = toy_plan(text.replace("H = 4", "H = 12"))
    sizes = {"B": batch, "L": length}
    for stage in plan.stages[1:-1]:
        part, _ = cut(plan, stage.path)
        assert part is not None
        (given,) = built(part)(codes_of(batch, length)).values()
        axes = stage.gives["main"].axes
        assert tuple(given.shape) == tuple(evaluate(a.size, sizes) for a in axes), stage.path


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


def test_nats_are_those_of_the_scores_against_the_items_themselves() -> None:
    network, (part, _) = built(toy_plan()), cut(toy_plan(), "head")
    assert part is not None
    head = built(part)
    head.load_state_dict(network.state_dict())
    batch = codes_of(2, 6)
    scores, nats = head(batch)["head"], network(batch)["objective"]
    for row in range(2):
        for item in range(6):
            code = int(batch["main"][row, item, 0])
            expected = scores[row, item].exp().sum().log() - scores[row, item, code]
            assert torch.allclose(nats[row, item], expected, rtol=0, atol=1e-12)


def test_outputs_beside_the_objective_are_given_by_their_name() -> None:
    plan = toy_plan(BASE.replace("[sizes]", 'outputs = ["embed"]\n\n[sizes]'))
    given = built(plan)(codes_of(1, 4))
    assert given.keys() == {"embed", "objective"}


def test_a_network_without_a_schedule_refuses_to_step_and_says_why() -> None:
    plan = toy_plan(BASE[: BASE.index("[objective]")])
    with pytest.raises(RuntimeError, match="does not predict"):
        built(plan).initial_state(1)


def test_an_objective_that_cannot_draw_says_so() -> None:
    with pytest.raises(TypeError, match="Nats"):
        _ = built(toy_plan()).objective_module
