"""Updates of a shipped model under every option of `[train]` that saves memory or time."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
import torch
from torch import Tensor

from graphnet.build import Network, build_network
from graphnet.graph import Plan, plan_spec
from graphnet.registry import find_plugins
from graphnet.runtime.optimizer import build_optimizer
from graphnet.spec.load import load_spec
from graphnet.testing import kept_bytes

TINY = Path(__file__).parents[2] / "specs" / "tiny.toml"
UPDATES = 5
L = 256
Trained = tuple[list[float], dict[str, Tensor]]


def planned(*settings: str) -> Plan:
    spec, problems = load_spec(str(TINY), settings)
    assert spec is not None, problems
    plan, found = plan_spec(spec, find_plugins({}))
    assert plan is not None, found
    return plan


def built(plan: Plan) -> Network:
    network, problems = build_network(plan)
    assert network is not None, problems
    return network


@cache
def trained(*settings: str) -> Trained:
    """The losses of the first updates in nats, and the parameters behind them."""
    plan = planned(*settings)
    network = built(plan)
    optimizer = build_optimizer(plan, network)
    values = torch.randint(256, (2, L, 1), generator=torch.Generator().manual_seed(7))
    losses = []
    for update in range(UPDATES):
        torch.manual_seed(update)
        loss = network({"main": values})["objective"].mean()
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        losses.append(float(loss.detach()))
    return losses, {name: p.detach().double() for name, p in network.named_parameters()}


def kept(*settings: str) -> int:
    network = built(planned(*settings))
    values = torch.randint(256, (2, L, 1))
    return kept_bytes(lambda: network({"main": values}), but=tuple(network.parameters()))


def far(one: Trained, two: Trained) -> float:
    """The largest difference between parameters."""
    return max(float((one[1][name] - two[1][name]).abs().max()) for name in one[1])


@pytest.mark.parametrize("precision", ["float32", "float64", "bfloat16"])
def test_recomputing_changes_no_bit_of_an_update(precision: str) -> None:
    within = f'train.precision="{precision}"'
    plain, again = trained(within), trained(within, "train.recompute=true")
    assert plain[0] == again[0]
    assert far(plain, again) == 0


def test_recomputing_draws_the_same_dropouts() -> None:
    drops = "stages.backbone.options.dropout=0.2"
    plain, again = trained(drops), trained(drops, "train.recompute=true")
    assert plain[0] == again[0]
    assert far(plain, again) == 0
    assert plain[0] != trained()[0]


def test_recomputing_keeps_a_small_part() -> None:
    """Beside the inputs of stages, which are not counted as they are no operation's own."""
    assert kept("train.recompute=true") < 0.3 * kept()


def test_in_bfloat16_the_losses_are_those_of_float32_up_to_its_rounding() -> None:
    whole, half = trained(), trained('train.precision="bfloat16"')
    assert half[0] != whole[0]
    assert half[0] == pytest.approx(whole[0], rel=2e-3)
    assert kept('train.precision="bfloat16"') < 0.95 * kept()


def test_in_bfloat16_what_learns_is_float32() -> None:
    network = built(planned('train.precision="bfloat16"'))
    assert {p.dtype for p in network.parameters()} == {torch.float32}
    assert network({"main": torch.zeros(1, L, 1, dtype=torch.int64)})["objective"].dtype == (
        torch.float32
    )


@pytest.mark.filterwarnings("ignore")  # of torch's own making
@pytest.mark.parametrize("beside", ["train.recompute=false", "train.recompute=true"])
def test_traced_stages_learn_as_plain_ones(monkeypatch: pytest.MonkeyPatch, beside: str) -> None:
    """As torch traces them for its compiler, whose code generator is not in question here."""
    monkeypatch.setattr("graphnet.build.compiled.BACKEND", "aot_eager")
    double = 'train.precision="float64"'
    plain, traced = trained(double), trained(double, beside, "train.compile=true")
    assert traced[0] == pytest.approx(plain[0], rel=1e-10)
    assert far(plain, traced) < 1e-8
