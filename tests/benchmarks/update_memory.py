"""Measures the memory of one training update and prints it beside the plan's estimate, as JSON."""

from __future__ import annotations

import argparse
import json

import torch
from torch.profiler import ProfilerActivity, profile

from graphnet.build import build_network
from graphnet.cli.walk import walk
from graphnet.contract.polynomial import evaluate
from graphnet.graph.costs import costs_of, default_bindings
from graphnet.runtime.optimizer import build_optimizer


def peak_of_update(spec: str, overrides: list[str]) -> tuple[int, int]:
    """Bytes an update really needed at its worst moment, and bytes the plan says."""
    plan = walk(spec, overrides).plan
    if plan is None:
        raise SystemExit(f"{spec} is refused: run `graphnet validate {spec}`")
    bindings = default_bindings(plan)
    network, _ = build_network(plan)
    costs = costs_of(plan, bindings)
    if network is None or costs is None:
        raise SystemExit(f"{spec} cannot be built, or a size has no value")
    optimizer = build_optimizer(plan, network)
    shape = [evaluate(axis.size, bindings) for axis in plan.source.gives["main"].axes]
    batch = {"main": torch.zeros(shape, dtype=torch.int64)}
    with profile(activities=[ProfilerActivity.CPU], profile_memory=True) as seen:
        for _ in range(2):  # the moments are there from the second update on
            optimizer.zero_grad(set_to_none=True)
            network(batch)["objective"].mean().backward()
            optimizer.step()
    weights = sum(tensor.nbytes for tensor in (*network.parameters(), *network.buffers()))
    changes = [e.nbytes() for e in seen.profiler.kineto_results.events() if e.name() == "[memory]"]
    here = peak = weights + batch["main"].nbytes
    for change in changes:
        here += change
        peak = max(peak, here)
    return peak, costs.memory


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("spec")
    parser.add_argument("--set", dest="overrides", action="append", default=[])
    arguments = parser.parse_args()
    measured, estimated = peak_of_update(arguments.spec, arguments.overrides)
    ratio = round(estimated / measured, 3)
    result = {"measured": measured, "estimated": estimated, "ratio": ratio}
    print(json.dumps(result))  # noqa: T201  # the result is the output
