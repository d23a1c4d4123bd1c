"""One table for encoder and head: counted once, trained as one, saved once, and found again."""

from __future__ import annotations

import math
import random
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from torch.nn import functional

from graphnet.build import build_network
from graphnet.disk.checkpoint import WEIGHTS, checkpoints_in, read_whole
from graphnet.graph import cut
from graphnet.graph.costs import parameters_of
from graphnet.runtime.weights import load_weights, weights_of
from tests.pipeline.clips import (
    built,
    codes_of,
    launched,
    planned,
    reopened,
    trained,
    write_clips,
)

TEXT = """
format = 1
name   = "tied"

[source]
use      = "test.clips"
contract = "-> int64 (B, L, 1) in [0, 8)"

[stages.encoder]
use     = "embedding"
sizes   = {{ H = 5 }}
options = {{ scaled = true, init_by_width = true }}
{encoder}

[stages.mix]
use     = "conv"
options = {{ causal = true }}
sizes   = {{ d_output = 5 }}

[stages.head]
use = "categorical"
{head}

[objective]
use     = "cross-entropy"
predict = "next"

[train]
length  = {{ L = 8 }}
batch   = 4
updates = 6
"""
HEAD_TIED = TEXT.format(encoder="", head='tie = { weight = "encoder.weight" }')
ENCODER_TIED = TEXT.format(encoder='tie = { weight = "head.weight" }', head="")
BOTH = pytest.mark.parametrize("text", [HEAD_TIED, ENCODER_TIED], ids=["head", "encoder"])


@pytest.fixture
def data(tmp_path: Path) -> Path:
    dice = random.Random(0)  # noqa: S311  # no secret
    return write_clips(tmp_path / "data", {f"{i}-0": codes_of(i, 20, dice) for i in range(8)})


def test_it_computes_what_the_formula_says() -> None:
    network = built(HEAD_TIED)
    table = network.get_parameter("encoder.weight")
    codes = torch.randint(8, (2, 8, 1))
    late = torch.cat((torch.zeros(2, 1, 1, dtype=torch.int64), codes[:, :-1]), dim=1)
    features = table[late[..., 0]] * math.sqrt(5)
    mixed = network.module("mix")(features)
    scores = mixed @ table.T + network.get_parameter("head.bias")
    expected = functional.cross_entropy(scores.flatten(0, 1), codes.flatten(), reduction="none")
    torch.testing.assert_close(network({"main": codes})["objective"].flatten(), expected)


@BOTH
def test_it_counts_once(text: str) -> None:
    network = built(text)
    assert network.get_parameter("head.weight") is network.get_parameter("encoder.weight")
    counted = sum(parameter.numel() for parameter in network.parameters())
    assert counted == 8 * 5 + (5 * 5 * 3 + 5) + 8
    _, plan = planned(text)
    assert parameters_of(plan.stages) == counted


@BOTH
def test_the_vectors_start_as_the_one_that_is_tied_to_starts(text: str) -> None:
    weight = built(text).get_parameter("encoder.weight")
    other = "head" if text == ENCODER_TIED else "encoder"
    alone = built(TEXT.format(encoder="", head="")).get_parameter(f"{other}.weight")
    assert torch.equal(weight, alone)


@BOTH
def test_it_trains_as_one_is_saved_once_and_goes_on_to_the_bit(
    text: str, data: Path, tmp_path: Path
) -> None:
    training, outcome = trained(text, data, tmp_path / "run")
    network = training.network
    assert network.get_parameter("head.weight") is network.get_parameter("encoder.weight")
    checkpoint = checkpoints_in(tmp_path / "run" / "checkpoints")[-1]
    saved = load_file(checkpoint / WEIGHTS)
    owner = "head.weight" if text == ENCODER_TIED else "encoder.weight"
    assert {*saved} == {owner, "mix.weight", "mix.bias", "head.bias"}
    longer = text.replace("updates = 6", "updates = 6 # the same")
    again = launched(longer, data, tmp_path / "run", reopened(tmp_path / "run"))
    assert again.first == outcome.update == 6
    for name, tensor in weights_of(again.network).items():
        assert torch.equal(tensor, saved[name])
    assert again.network.get_parameter("head.weight") is again.network.get_parameter(
        "encoder.weight"
    )


@BOTH
def test_a_part_of_it_is_built_and_loaded_alone(text: str, data: Path, tmp_path: Path) -> None:
    training, _ = trained(text, data, tmp_path / "run")
    _, plan = planned(text)
    shortened, _ = cut(plan, "encoder")
    assert shortened is not None
    part, problems = build_network(shortened)
    assert part is not None, problems
    opened = reopened(tmp_path / "run")
    checkpoint = checkpoints_in(opened.run.checkpoints)[-1]
    found, broken = read_whole(checkpoint)
    assert found is not None, broken
    assert load_weights(found, part) == ()
    here, there = part.get_parameter("encoder.weight"), training.network
    assert torch.equal(here, there.get_parameter("encoder.weight"))
