"""What one training update really needs, counted by torch, beside what the plan says it needs."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.profiler import ProfilerActivity, profile
from torch.utils.flop_counter import FlopCounterMode

from graphnet.contract.polynomial import evaluate
from graphnet.graph.amounts import value_at
from graphnet.graph.costs import costs_of, default_bindings
from graphnet.graph.plan import Plan
from graphnet.runtime.optimizer import build_optimizer
from tests.benchmarks.measuring.result import Json
from tests.benchmarks.measuring.worker import Values, Work
from tests.benchmarks.sides.ours import built, planned_as
from tests.benchmarks.sides.settings import count


def update(settings: Mapping[str, Json]) -> Work:
    """Bytes at the worst moment of an update, FLOPs of its products, parameters; said and seen."""
    plan = planned_as(settings)
    bindings = default_bindings(plan)
    costs = costs_of(plan, bindings)
    if costs is None:
        raise SystemExit(f"{plan.name}: a size has no value")
    network = built(plan)
    batch = batch_of(plan, bindings)
    said = {
        "parameters_said": parameters_said(plan),
        "flops_said": sum(value_at(stage.flops, bindings) or 0 for stage in plan.stages),
        "bytes_said": costs.memory,
    }

    def turn() -> Values:
        return {
            **said,
            "parameters_seen": count(network),
            "flops_seen": products(network, batch),
            "bytes_seen": peak_of_update(plan, network, batch),
        }

    return Work(turn=turn, facts={"sizes": dict(bindings)})


def parameters_said(plan: Plan) -> int:
    """How many numbers the declarations say are learned."""
    return sum(p.count for stage in plan.stages for p in stage.parameters if p.tied_to is None)


def batch_of(plan: Plan, bindings: Mapping[str, int]) -> dict[str, Tensor]:
    """A batch of zeros in every port of the source."""
    return {
        name: torch.zeros(
            [evaluate(axis.size, bindings) for axis in port.axes],
            dtype=torch.int64 if port.dtype == "int64" else torch.float32,
        )
        for name, port in plan.source.gives.items()
    }


def products(network: nn.Module, batch: Mapping[str, Tensor]) -> int:
    """FLOPs of every product in one forward pass; torch counts no other operation."""
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        network(batch)
    flops: int = counter.get_total_flops()
    return flops


def peak_of_update(plan: Plan, network: nn.Module, batch: Mapping[str, Tensor]) -> int:
    """Bytes that tensors of an update take at its worst moment, weights and batch included."""
    optimizer = build_optimizer(plan, network)
    with profile(activities=[ProfilerActivity.CPU], profile_memory=True) as seen:
        for _ in range(2):  # the moments are there from the second update on
            optimizer.zero_grad(set_to_none=True)
            network(batch)["objective"].mean().backward()
            optimizer.step()
    results = seen.profiler
    if results is None or results.kineto_results is None:
        raise RuntimeError("torch gave no profile")
    weights = sum(tensor.nbytes for tensor in (*network.parameters(), *network.buffers()))
    changes = [e.nbytes() for e in results.kineto_results.events() if e.name() == "[memory]"]
    here = peak = weights + sum(tensor.nbytes for tensor in batch.values())
    for change in changes:
        here += change
        peak = max(peak, here)
    return peak
