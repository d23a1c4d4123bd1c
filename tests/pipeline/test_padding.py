"""What stands behind the end of a clip reaches nothing: no loss, no figure, no gradient."""

from __future__ import annotations

import math
from pathlib import Path
from statistics import fmean

import pytest
import torch
from torch import Tensor

from graphnet.build.network import Network
from graphnet.graph.plan import Wire
from graphnet.plugin import Example
from graphnet.runtime.gauges import build_gauges, figures_of, initial_states, updated
from graphnet.runtime.measure import masked_cost
from graphnet.runtime.ports import mean_of_real
from graphnet.runtime.windows import Window
from tests.pipeline.clips import built, planned

CONV = 'use = "conv"\nsizes = { d_output = 6 }\n'
BACKBONES = {
    "causal conv": CONV + "options = { kernel = 4, causal = true }",
    "centred conv": CONV + "options = { kernel = 5 }",
    "causal s4d": 'use = "s4.s4d"\noptions = { d_state = 4 }',
    "bidirectional s4d": 'use = "s4.s4d"\noptions = { d_state = 4, bidirectional = true }',
}
DECODERS = {
    "last": 'mode = "last"',
    "pool": 'mode = "pool"',
    "sum": 'mode = "sum"',
    "first": 'mode = "first"',
}

LABEL = """
format = 1
name   = "label"

[source]
use     = "test.clips"
options = {{ labelled = true }}

[source.contract]
out.main    = "int64 (B, L, 1) in [0, 8)"
out.label   = "int64 (B) in [0, 5)"
out.lengths = "int64 (B) in [1, L]"

[stages.encoder]
use   = "embedding"
sizes = {{ H = 6 }}

[stages.class]
use   = "class-embedding"
input = {{ main = "encoder", label = "source.label" }}

[stages.backbone]
{backbone}

[stages.decoder]
use     = "sequence"
options = {{ {decoder} }}

[stages.head]
use = "linear"

[objective]
use     = "cross-entropy"
predict = "label"
target  = "source.label"

[metrics]
right = {{ use = "accuracy", options = {{ top_k = 2 }} }}
bits  = {{ use = "bits" }}
bytes = {{ use = "bits", options = {{ per = "byte" }} }}

[train]
length = {{ L = 9 }}
"""

NUMBERS = """
format = 1
name   = "numbers"

[source]
use     = "test.clips"
options = {{ labelled = true, floats = true }}

[source.contract]
out.main    = "float (B, L, 1) in [-1, 1]"
out.label   = "int64 (B) in [0, 5)"
out.lengths = "int64 (B) in [1, L]"

[stages.encoder]
use     = "linear"
options = {{ takes = "channels", gives = "features" }}
sizes   = {{ d_output = 6 }}

[stages.backbone]
{backbone}

[stages.head]
use     = "linear"
options = {{ gives = "channels" }}

[stages.decoder]
use     = "sequence"
options = {{ {decoder} }}

[stages.answer]
use     = "sequence"
input   = "source"
options = {{ {decoder} }}

[objective]
use        = "squared-error"
predict    = "same"
prediction = "decoder"
target     = "answer"

[metrics]
rmse = {{ use = "regression-error" }}
mae  = {{ use = "regression-error", options = {{ measure = "mae" }} }}

[train]
length = {{ L = 9 }}
"""
LENGTHS = ([9, 4, 1], [1, 2, 8])


def padded(main: Tensor, lengths: list[int], other: Tensor) -> Tensor:
    """The values with others behind the end of each example."""
    found = main.clone()
    for row, length in enumerate(lengths):
        found[row, length:] = other[row, length:]
    return found


def batch_of(main: Tensor, lengths: list[int]) -> dict[str, Tensor]:
    return {"main": main, "lengths": torch.tensor(lengths), "label": torch.tensor([0, 3, 4])}


def loss_and_gradients(network: Network, batch: dict[str, Tensor]) -> list[Tensor]:
    network.zero_grad()
    loss = mean_of_real(network(batch)["objective"], batch, network.plan)
    loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
    return [loss.detach(), *(p.grad for p in network.parameters() if p.grad is not None)]


def figures(network: Network, batch: dict[str, Tensor]) -> list[float]:
    """What the objective and every metric say of the batch as windows."""
    lengths = batch["lengths"].tolist()
    example = Example(Path("clip"), 9)
    group = [Window(example, 0, length, batch["main"].shape[1]) for length in lengths]
    gauges, _ = build_gauges(network.plan)
    with torch.no_grad():
        values = network.values(batch)
    states = updated(gauges, initial_states(gauges, torch.device("cpu")), values, group)
    cost = masked_cost(values[Wire("objective")], group, network.plan)
    return [cost.bits, *(figure.value for figure in figures_of(gauges, states))]


def assert_deaf(network: Network, main: Tensor, other: Tensor, lengths: list[int]) -> None:
    """Loss, gradients and figures are those of the same batch with other padding."""
    here = batch_of(main, lengths)
    there = batch_of(padded(main, lengths, other), lengths)
    assert not torch.equal(here["main"], there["main"])
    left, right = loss_and_gradients(network, here), loss_and_gradients(network, there)
    torch.testing.assert_close(left, right, rtol=1e-9, atol=1e-12)
    assert figures(network, here) == pytest.approx(figures(network, there), rel=1e-12)


@pytest.mark.parametrize("lengths", LENGTHS)
@pytest.mark.parametrize("decoder", DECODERS)
@pytest.mark.parametrize("backbone", BACKBONES)
def test_a_label_is_told_from_the_clip_alone(
    backbone: str, decoder: str, lengths: list[int]
) -> None:
    network = built(LABEL.format(backbone=BACKBONES[backbone], decoder=DECODERS[decoder]))
    dice = torch.Generator().manual_seed(sum(lengths))
    main, other = (torch.randint(8, (3, 9, 1), generator=dice) for _ in range(2))
    assert_deaf(network, main, other, lengths)


@pytest.mark.parametrize("backbone", BACKBONES)
def test_a_clip_alone_and_unpadded_gives_the_same(backbone: str) -> None:
    network = built(LABEL.format(backbone=BACKBONES[backbone], decoder='mode = "pool"'))
    main, lengths = torch.randint(8, (3, 9, 1)), [9, 4, 1]
    together = network(batch_of(main, lengths))["objective"]
    for row, length in enumerate(lengths):
        batch = batch_of(main, lengths)
        alone = {name: port[row : row + 1] for name, port in batch.items()}
        found = network({**alone, "main": alone["main"][:, :length]})["objective"]
        torch.testing.assert_close(found[0], together[row], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("lengths", LENGTHS)
@pytest.mark.parametrize(
    "decoder",
    ['mode = "full"', 'mode = "ragged"', 'mode = "sum", l_output = "all"']
    + [f'mode = "{mode}", l_output = {k}' for mode in DECODERS for k in (1, 3)],
)
@pytest.mark.parametrize("backbone", BACKBONES)
def test_numbers_at_their_places_are_predicted_from_the_clip_alone(
    backbone: str, decoder: str, lengths: list[int]
) -> None:
    network = built(NUMBERS.format(backbone=BACKBONES[backbone], decoder=decoder))
    dice = torch.Generator().manual_seed(sum(lengths))
    main, other = (torch.rand(3, 9, 1, generator=dice).double() * 2 - 1 for _ in range(2))
    assert_deaf(network, main, other, lengths)


@pytest.mark.parametrize("k", [1, 3, 9])
@pytest.mark.parametrize("mode", ["last", "first", "pool", "sum"])
def test_of_clips_shorter_than_l_output_what_they_have_counts_and_nothing_else(
    mode: str, k: int
) -> None:
    """The mean over real positions, in a loop over clips."""
    decoder = f'mode = "{mode}", l_output = {k}'
    network = built(NUMBERS.format(backbone=BACKBONES["causal conv"], decoder=decoder))
    batch = batch_of(torch.rand(3, 9, 1).double(), [9, 4, 1])
    with torch.no_grad():
        values = network.values(batch)
    chosen = slice(0, k) if mode == "first" else slice(-k, None)
    errors: list[float] = []
    for row, length in enumerate([9, 4, 1]):
        given, right = (
            summed_up(mode, each[row, :length, 0])[chosen]
            for each in (values[Wire("head")], batch["main"])
        )
        errors += (given - right).tolist()
    assert len(errors) == sum(min(k, length) for length in (9, 4, 1))
    nats = [error**2 / 2 + math.log(math.tau) / 2 for error in errors]
    loss = mean_of_real(values[Wire("objective")], batch, network.plan)
    assert float(loss) == pytest.approx(fmean(nats), rel=1e-9)
    bits, rmse, mae = figures(network, batch)
    assert bits == pytest.approx(fmean(nats) / math.log(2), rel=1e-9)
    assert rmse == pytest.approx(math.sqrt(fmean(error**2 for error in errors)), rel=1e-9)
    assert mae == pytest.approx(fmean(map(abs, errors)), rel=1e-9)


def summed_up(mode: str, values: Tensor) -> Tensor:
    """Running means or sums, one after the other."""
    ends = range(1, len(values) + 1)
    match mode:
        case "pool":
            return torch.stack([values[:end].mean() for end in ends])
        case "sum":
            return torch.stack([values[:end].sum() for end in ends])
        case _:
            return values


def test_a_centred_stage_is_told_the_lengths_by_name() -> None:
    text = NUMBERS.format(backbone=BACKBONES["centred conv"], decoder='mode = "full"')
    _, plan = planned(text)
    assert plan.by_path["backbone"].inputs["lengths"] == Wire("source", "lengths")
