"""One firing as a program of its own."""

from __future__ import annotations

import torch

from graphnet.build.lowered.alone import alone
from graphnet.build.lowered.code import Code, Map
from graphnet.build.lowered.play import Player
from graphnet.build.lowered.template import template_of


def test_ports_lie_side_by_side_and_states_go_on() -> None:
    code = Code(2, torch.float64)
    main, skip = code.vector(2), code.vector(2)
    kept = code.keep(torch.full((2, 2), 10.0))
    code.copy(code.add(kept, code.affine(Map(2 * torch.eye(2)), main)), kept)
    template = template_of(code, {"main": main, "skip": skip}, {"main": code.add(kept, skip)})
    player = Player(alone(template, 2), torch.float64)
    item = torch.tensor([[1.0, 2.0, 100.0, 200.0]]).expand(2, 4)
    assert player.predict(item)["main"][0].tolist() == [112, 214]
    assert player.predict(item)["main"][1].tolist() == [114, 218]


def test_draws_take_their_numbers_in_order() -> None:
    code = Code(1, torch.float64)
    scores = code.vector(2)
    first, second = code.draw_class(scores), code.draw_class(scores)
    template = template_of(code, {"": scores}, {"main": code.add(first, second, by=10.0)})
    player = Player(alone(template, 1), torch.float64)
    numbers = torch.tensor([[[0.9, 0.1]], [[0.1, 0.9]]], dtype=torch.float64)
    found = [player.free_run(torch.zeros(1, 2), each[None])[0].item() for each in numbers]
    assert found == [1, 10]
