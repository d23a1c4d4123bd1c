"""Two sequences through one backbone: do they belong together?"""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import torch
from torch import nn

from graphnet.graph.costs import parameters_of
from graphnet.runtime.metrics import read_figures
from graphnet.runtime.weights import weights_of
from tests.pipeline.clips import built, planned, refusals, trained, write_clips

TWIN = '\ntie   = { weight = "encoder.weight" }'
TIES = """
[stages.other_backbone.tie]
weight = "backbone.weight"
bias   = "backbone.bias"
"""
TEXT = """
format = 1
name   = "pairs"

[source]
use     = "test.clips"
options = { labelled = true, paired = true }

[source.contract]
out.main  = "int64 (B, L, 1) in [0, 8)"
out.other = "int64 (B, L, 1) in [0, 8)"
out.label = "int64 (B) in [0, 2)"

[stages.encoder]
use   = "embedding"
sizes = { H = 6 }

[stages.backbone]
use     = "conv"
options = { kernel = 3 }
sizes   = { d_output = 6 }

[stages.summary]
use     = "sequence"
options = { mode = "pool" }

[stages.other_encoder]
use   = "embedding"
input = "source.other"
sizes = { H = 6 }TWIN

[stages.other_backbone]
use     = "conv"
options = { kernel = 3 }
sizes   = { d_output = 6 }
TIES
[stages.other_summary]
use     = "sequence"
options = { mode = "pool" }

[stages.both]
use   = "retrieval"
input = { main = "summary", other = "other_summary" }

[stages.wide]
use     = "linear"
options = { gives = "features" }
sizes   = { d_output = 12 }

[stages.bend]
use = "activation"

[stages.head]
use = "linear"

[objective]
use     = "cross-entropy"
predict = "label"
target  = "source.label"

[metrics]
right = { use = "accuracy" }

[train]
length         = { L = 12 }
batch          = 8
updates        = 150
optimizer      = { use = "adamw", lr = 0.02 }
validate_every = 150
"""
PAIRS = TEXT.replace("TWIN", TWIN).replace("TIES", TIES)
LOOSE = TEXT.replace("TWIN", "").replace("TIES", "")
OWN = 8 * 6 + (6 * 6 * 3 + 6)
"""How many parameters one encoder and one backbone have."""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Pairs of clips, each mostly of one value: of the same where the label is 1."""
    dice = random.Random(0)  # noqa: S311  # no secret

    def clip(value: int) -> str:
        codes = (value if dice.random() < 0.8 else dice.randrange(8) for _ in range(12))
        return " ".join(map(str, codes))

    lines = {}
    for number in range(80):
        left = dice.randrange(4)
        right = left if number % 2 else (left + dice.randrange(1, 4)) % 4
        lines[f"{number % 2}-{number}"] = f"{clip(left)}\n{clip(right)}\n"
    return write_clips(tmp_path / "data", lines)


def test_both_sequences_share_every_weight_before_they_meet() -> None:
    _, tied = planned(PAIRS)
    _, loose = planned(LOOSE)
    assert parameters_of(loose.stages) - parameters_of(tied.stages) == OWN
    names = weights_of(built(PAIRS))
    assert not any(name.startswith("other_") for name in names)


def test_it_computes_what_the_head_for_pairs_computes() -> None:
    network = built(PAIRS)
    left, right = (torch.randint(8, (3, 12, 1)) for _ in range(2))
    label = torch.tensor([0, 1, 1])

    def summary(codes: torch.Tensor) -> torch.Tensor:
        features = network.module("backbone")(network.module("encoder")(codes))
        return torch.as_tensor(features).mean(dim=1)

    x, y = summary(left), summary(right)
    wide, head = network.module("wide"), network.module("head")
    scores = head(wide(torch.cat([x, y, x - y, x * y], dim=-1)).relu())
    expected = nn.functional.cross_entropy(scores, label, reduction="none")
    found = network({"main": left, "other": right, "label": label})["objective"]
    torch.testing.assert_close(found, expected)


def test_it_learns_which_clips_belong_together(data: Path, tmp_path: Path) -> None:
    training, _ = trained(PAIRS, data, tmp_path / "run")
    (line,) = (line for line in read_figures(training.run.metrics) if line["split"] == "valid")
    assert isinstance(line["metrics"], dict)
    assert line["metrics"]["right"] > 0.8  # half of the pairs are of either kind
    network = training.network
    assert network.get_parameter("other_encoder.weight") is network.get_parameter("encoder.weight")


def test_the_second_sequence_must_be_wired() -> None:
    assert refusals(PAIRS.replace(', other = "other_summary"', "")) == ["GN504"]
