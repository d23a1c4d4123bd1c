"""Records through a network: the whole sequence, one item at a time, and what is drawn."""

from __future__ import annotations

import torch

from graphnet.build import Network, build_network
from graphnet.build.protocols import Sampling
from graphnet.graph import Plan, cut
from tests.record_toys import RECORDS, record_plan

LATE = RECORDS.replace('"smooth"', '"late"')


def built(plan: Plan) -> Network:
    network, problems = build_network(plan)
    assert network is not None, problems
    return network.double().eval()


def test_outputs_go_by_the_names_of_their_fields() -> None:
    part, _ = cut(record_plan(), "decoder")
    assert part is not None
    given = built(part)({"main": torch.randint(0, 8, (2, 6, 1))})
    assert {name: tuple(value.shape) for name, value in given.items()} == {
        "decoder.weights": (2, 6, 3),
        "decoder.means": (2, 6, 3),
    }


def test_a_mapped_stage_computes_each_field_by_itself() -> None:
    codes = torch.randint(0, 8, (2, 6, 1))
    network = built(
        record_plan(RECORDS.replace("[sizes]", 'outputs = ["head", "decoder"]\n\n[sizes]'))
    )
    given = network({"main": codes})
    for field in ("weights", "means"):
        head = given[f"head.{field}"]
        before = torch.cat([torch.zeros_like(head[:, :1]), head[:, :-1]], dim=1)
        assert torch.equal(given[f"decoder.{field}"], (head + before) / 2)


def test_stepping_a_record_equals_the_whole_sequence() -> None:
    for text in (RECORDS, LATE):
        network = built(record_plan(text))
        codes = torch.randint(0, 8, (3, 12, 1))
        whole = network({"main": codes})["objective"]
        state, item = network.initial_state(3), torch.full((3, 1), 4)
        for index in range(codes.shape[1]):
            prediction, state = network.step(item, state)
            item = codes[:, index]
            assert not isinstance(prediction, torch.Tensor)
            assert prediction.keys() == {"weights", "means"}
            miss = (item - prediction["means"]) ** 2
            nats = (prediction["weights"].softmax(-1) * miss).sum(-1)
            assert torch.allclose(nats, whole[:, index], rtol=0, atol=1e-11)


def test_a_value_is_drawn_from_a_record() -> None:
    network = built(record_plan())
    prediction, _ = network.step(torch.zeros(2, 1, dtype=torch.int64), network.initial_state(2))
    drawn = network.objective_module.draw(prediction, torch.Generator(), Sampling())
    assert drawn.shape == (2, 1)


def test_lengths_are_there_for_a_whole_sequence_and_not_while_stepping() -> None:
    text = RECORDS.replace("[stages.head]", '[stages.mask]\nuse = "mask"\n\n[stages.head]')
    text = text.replace('"codes"', '"clips"').replace(
        '"-> int64 (B, L, 1) in [0, n)"', '{ out.main = "int64 (B, L, 1) in [0, n)" }'
    )
    network = built(record_plan(text.replace("[sizes]", 'outputs = ["mask"]\n\n[sizes]')))
    codes, lengths = torch.randint(0, 8, (2, 6, 1)), torch.tensor([4, 6])
    masked = network({"main": codes, "lengths": lengths})
    assert (masked["mask"][0, 4:] == 0).all()
    full = network({"main": codes, "lengths": torch.tensor([6, 6])})["objective"]
    state, item = network.initial_state(2), torch.full((2, 1), 4)
    for index in range(codes.shape[1]):
        prediction, state = network.step(item, state)
        item = codes[:, index]
        nats = network.objective_module.forward(prediction, item)
        assert torch.allclose(nats, full[:, index], rtol=0, atol=1e-11)
