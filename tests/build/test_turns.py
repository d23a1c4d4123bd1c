"""Rewritten turns give what plain ones do: results, gradients, lengths and all."""

from __future__ import annotations

import pytest
import torch
from attrs import evolve
from torch import Tensor

from graphnet.build import Network, build_network
from graphnet.graph.plan import Plan, Wire
from tests.graph.rewrites.wide import CLIPS, picking_text, plan, wide_text

CODES = torch.randint(0, 8, (3, 12, 1), generator=torch.Generator().manual_seed(0))
CLIP = {
    "main": CODES,
    "label": torch.tensor([0, 4, 2]),
    "lengths": torch.tensor([12, 2, 5]),
}
THREE = "options = { k = 3 }\n"
SHIFTED = '\n[stages.shifted]\nuse = "shifted"\n'
BLANKED = """
[stages.head]
use   = "head"
sizes = { C = 64 }

[stages.last]
use = "blank"

[objective]
use     = "nats"
predict = "next"
"""


def network(found: Plan) -> Network:
    built, problems = build_network(found)
    assert built is not None, problems
    return built.double()


def small_chunks(found: Plan, positions: int) -> Plan:
    rewrites = (
        evolve(each, positions=positions) if each.positions else each for each in found.rewrites
    )
    return evolve(found, rewrites=tuple(rewrites))


def both(text: str, batch: dict[str, Tensor], positions: int = 5) -> list[list[Tensor]]:
    """What a plan gives and its gradients, with its rewrites and without."""
    found = plan(text)
    assert found.rewrites
    results = []
    for each in (small_chunks(found, positions), evolve(found, rewrites=())):
        built = network(each)
        nats = built(batch)["objective"]
        weights = torch.rand(nats.shape, generator=torch.Generator().manual_seed(1))
        (nats * weights).sum().backward()
        grads = (p.grad for _, p in sorted(built.named_parameters()))
        results.append([nats.detach(), *(g for g in grads if g is not None)])
    return results


def agree(results: list[list[Tensor]]) -> None:
    left, right = results
    assert len(left) == len(right) > 2
    for a, b in zip(left, right, strict=True):
        assert torch.allclose(a, b, rtol=1e-10, atol=1e-13)


@pytest.mark.parametrize("positions", [1, 5, 12, 100])
def test_a_chunked_head_agrees(positions: int) -> None:
    agree(both(wide_text(), {"main": CODES}, positions))


def test_a_stage_that_blanks_agrees_in_chunks_behind_each_end_too() -> None:
    text = (CLIPS + BLANKED).replace("[0, 8)", "[0, 64)")
    assert plan(text).rewrites[0].stages == ("head", "last", "objective")
    results = both(text, CLIP)
    agree(results)
    assert results[0][0][1, 2:].var() < 1e-20  # scores of zeros: the same nats everywhere


@pytest.mark.parametrize(("options", "objective"), [("", "label-nats"), (THREE, "energy")])
def test_selecting_early_agrees_where_examples_are_too_short(options: str, objective: str) -> None:
    text = picking_text(SHIFTED, options=options).replace("label-nats", objective)
    agree(both(text, CLIP))


def test_zeros_stand_behind_a_sequence_that_is_too_short_for_the_places_asked_for() -> None:
    padded = picking_text(SHIFTED, options="options = { k = 20 }\n")
    agree(both(padded.replace('"pick"', '"pad"').replace("label-nats", "energy"), CLIP))


def test_names_and_weights_are_the_same_with_and_without() -> None:
    found = plan(wide_text())
    with_them, without = network(found), network(evolve(found, rewrites=()))
    left, right = with_them.state_dict(), without.state_dict()
    assert list(left) == list(right)
    assert all(torch.equal(left[name], right[name]) for name in left)


def test_wires_inside_come_out_where_they_are_wanted() -> None:
    found = plan(wide_text())
    built = network(found)
    every = built.values({"main": CODES})
    some = built.values({"main": CODES}, (Wire("head"), Wire("objective")))
    assert list(some) == [Wire("head"), Wire("objective")]
    assert all(torch.equal(some[wire], every[wire]) for wire in some)


def test_a_chunk_is_all_that_the_head_sees() -> None:
    found = small_chunks(plan(wide_text()), 5)
    built, seen = network(found), list[int]()
    built.module("head").register_forward_hook(lambda _m, _i, out: seen.append(out[..., 0].numel()))
    built({"main": CODES})
    assert seen == [5, 5, 2] * 3
    built.values({"main": CODES}, (Wire("head"),))
    assert seen[-1] == 36


def test_where_lengths_differ_no_gradient_is_taken_in_vain() -> None:
    """Gradients taken ahead are known before any comes back; those of other lengths are not."""
    text = (CLIPS + BLANKED).replace("[0, 8)", "[0, 64)")
    for each, batch, are_ahead in ((text, CLIP, False), (wide_text(), {"main": CODES}, True)):
        built, seen = network(plan(each)), list[bool]()
        weight = built.module("head").get_parameter("weight")
        weight.register_hook(lambda _, s=seen: s.append(True))  # type: ignore[no-untyped-call]  # as torch has it
        nats = built(batch)["objective"]
        assert bool(seen) is are_ahead
        torch.autograd.backward(nats.mean())
        assert seen
