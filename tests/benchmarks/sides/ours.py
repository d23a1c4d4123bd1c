"""Our side of every comparison: specs of the house, planned, built and run as the commands do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import final

import torch
from attrs import evolve
from torch import Tensor, nn

from graphnet.build import build_network
from graphnet.build.network import Network
from graphnet.cli.walk import walk
from graphnet.graph.plan import Plan
from graphnet.runtime.optimizer import build_optimizer
from tests.benchmarks.measuring.result import Json
from tests.benchmarks.measuring.worker import Values, Work
from tests.benchmarks.sides.settings import SEED, count, whole, words


def planned(spec: str, overrides: Sequence[str] = (), *, is_plain: bool = False) -> Plan:
    """The plan of a spec that nothing is wrong with; a plain one is not rewritten."""
    plan = walk(spec, list(overrides)).plan
    if plan is None:
        raise SystemExit(f"{spec} is refused: run `graphnet validate {spec}`")
    return evolve(plan, rewrites=()) if is_plain else plan


def planned_as(settings: Mapping[str, Json]) -> Plan:
    """The plan of `spec` with what `set` changes; `plain` says that nothing is rewritten."""
    changes = words(settings.get("set"))
    return planned(str(settings["spec"]), changes, is_plain=bool(settings.get("plain")))


def built(plan: Plan) -> Network:
    """The network of a plan."""
    network, _ = build_network(plan, SEED)
    if network is None:
        raise SystemExit(f"{plan.name} cannot be built: run `graphnet verify` on its spec")
    return network


def codes(plan: Plan, batch: int, length: int) -> Tensor:
    """Random codes of the source's own domain, `(batch, length, 1)`."""
    generator = torch.Generator().manual_seed(SEED)
    return torch.randint(0, 2 ** plan.sizes["bits"], (batch, length, 1), generator=generator)


def update(settings: Mapping[str, Json]) -> Work:
    """One training update: forward, backward, optimiser."""
    plan = planned_as(settings)
    device = str(settings.get("device", "cpu"))
    network = built(plan).to(device)
    optimizer = build_optimizer(plan, network)
    batch = {"main": codes(plan, whole(settings, "batch"), whole(settings, "length")).to(device)}

    def turn() -> Values:
        optimizer.zero_grad(set_to_none=True)
        loss = network(batch)["objective"].mean()
        loss.backward()
        optimizer.step()
        return {"loss": loss.item()}

    return Work(turn=turn, facts={"parameters": count(network), "precision": _precision(plan)})


@final
class _Given(nn.Module):
    """An encoder that gives the same features whatever it reads, as a leaf that takes gradients."""

    def __init__(self, features: Tensor) -> None:
        super().__init__()
        self.features = features.requires_grad_()

    def forward(self, main: Tensor) -> Tensor:
        """The features, as many items of them as `main` has."""
        return self.features[:, : main.shape[1]]


def head(settings: Mapping[str, Json]) -> Work:
    """A head and its objective on given features, forward and backward, as the plan runs them."""
    plan = planned_as(settings)
    device, positions = str(settings.get("device", "cpu")), whole(settings, "positions")
    network = built(plan)
    torch.manual_seed(SEED)
    given = _Given(torch.randn(1, positions, plan.sizes["d_model"], device=device))
    network._modules["encoder"] = network._by_path["encoder"] = given
    network.to(device)
    batch = {"main": codes(plan, 1, positions).to(device)}

    def turn() -> Values:
        network.zero_grad(set_to_none=True)
        given.features.grad = None
        loss = network(batch)["objective"].mean()
        loss.backward()
        return {"loss": loss.item()}

    return Work(turn=turn, facts={"parameters": count(network)})


def _precision(plan: Plan) -> str:
    return plan.settings.train.precision
