"""What a network is lowered to gives what its steps give, from any place of the superstep on."""

from __future__ import annotations

import pytest
import torch

from graphnet.build import build_network
from graphnet.build.lowered.access import overlap, reads, vectors_of
from graphnet.build.lowered.code import NotLowered
from graphnet.build.lowered.lower import LoweredNetwork, lower_network
from graphnet.build.lowered.ops import Affine, Program
from graphnet.build.protocols import Sampling
from tests.build.lowered.playing import lowered, played_gap
from tests.build.test_records import LATE
from tests.build.test_records import built as built_records
from tests.build.test_stepping import WAYS, built, stages
from tests.graph.clockwork import ending, plan_of, spec_of
from tests.record_toys import RECORDS, record_plan
from tests.toys import BASE

LATER = """\
[stages.late]
use     = "delay"
options = { steps = 1, start = 4 }

[stages.then]
use   = "embed"
sizes = { n = "n", H = "H" }

"""


@pytest.mark.parametrize("way", WAYS)
def test_a_program_equals_steps(way: str) -> None:
    network = built(stages(*WAYS[way]))
    items = torch.randint(0, 8, (3, 40, 1))
    assert played_gap(network, items) < 1e-10


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("prompt", [1, 5, 7, 12, 23])
def test_it_begins_wherever_a_prompt_ends(way: str, prompt: int) -> None:
    network = built(stages(*WAYS[way]))
    items = torch.randint(0, 8, (2, 60, 1))
    assert played_gap(network, items, prompt) < 1e-10


@pytest.mark.parametrize("prompt", [0, 1, 2])
def test_an_item_that_waits_is_not_lost_when_the_next_one_comes_in(prompt: int) -> None:
    text = BASE.replace("[stages.embed]", f'{LATER}[stages.embed]\ninput = "source"')
    joined = 'use = "join"\ninput = { main = "embed", skip = "then" }'
    pooled = '[stages.pooled]\nuse = "net"'
    network = built(text.replace('use = "net"', f"{joined}\n\n{pooled}"))
    assert len(network.stepper.ticks) == 2
    items = torch.randint(0, 8, (2, 20, 1))
    assert played_gap(network, items, prompt) < 1e-10


@pytest.mark.parametrize("text", [RECORDS, LATE], ids=["records", "late records"])
def test_records_and_stages_mapped_over_them_are_lowered(text: str) -> None:
    network = built_records(record_plan(text))
    items = torch.randint(0, 8, (3, 20, 1))
    assert played_gap(network, items) < 1e-11
    assert played_gap(network, items, 3) < 1e-11


def test_a_stage_that_has_no_operations_is_named() -> None:
    text = spec_of("blocks; by = 3", "delay; steps = 2", end=ending("next"))
    network, problems = build_network(plan_of(text))
    assert network is not None, problems
    item = torch.full((1, 1), 4)
    found = lower_network(network.eval(), item, network.initial_state(1))
    assert found == NotLowered("`s0` (tick.blocks) has no `lower`")


def test_an_objective_that_draws_in_torch_alone_is_named() -> None:
    network = built_records(record_plan())
    state, item = network.initial_state(1), torch.full((1, 1), 4)
    found = lower_network(network, item, state, Sampling())
    assert found == NotLowered("the objective has no `lower_draw`")
    assert isinstance(lower_network(network, item, state), LoweredNetwork)


def program(*ways: str) -> Program:
    network = built(stages(*ways))
    return lowered(network, torch.zeros(1, 1, dtype=torch.int64), network.initial_state(1)).program


def test_vectors_lie_inside_their_registers_and_fill_no_place_that_is_read() -> None:
    for ways in WAYS.values():
        found = program(*ways)
        for op in (op for tick in found.ticks for op in tick):
            for vector in vectors_of(op).values():
                assert vector.start >= 0
                assert vector.start + vector.size <= found.registers[vector.register].size
            kept = {name for name in ("state", "window") if name in vectors_of(op)}
            out = vectors_of(op).get("out")
            if out is not None and not kept:
                assert not any(overlap(out, x) for x in reads(op)), op


def test_the_tensors_of_a_stage_are_the_same_at_each_of_its_firings() -> None:
    found = program('use = "net"')
    weights = [op.weight for tick in found.ticks for op in tick if isinstance(op, Affine)]
    assert len(weights) == len(found.ticks)
    assert len({id(weight) for weight in weights}) == 1
