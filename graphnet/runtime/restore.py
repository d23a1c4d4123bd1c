"""A run as a network that can be used: its plan, its newest weights, on a device."""

from __future__ import annotations

from graphnet.build import build_network
from graphnet.build.network import Network
from graphnet.diagnostics import Diagnostics
from graphnet.disk.checkpoint import Checkpoint, read_whole
from graphnet.disk.fit import check_weights
from graphnet.disk.planned import Planned
from graphnet.disk.run import Opened
from graphnet.disk.weights import run_weights
from graphnet.graph.plan import Plan
from graphnet.runtime.device import Device, make_repeatable
from graphnet.runtime.weights import load_weights
from graphnet.values import frozen


@frozen
class Restored:
    """A network with a checkpoint's weights, on a device, in evaluation mode."""

    network: Network
    checkpoint: Checkpoint
    device: Device


def restore(
    opened: Opened, planned: Planned, device: Device, part: Plan | None = None
) -> tuple[Restored | None, Diagnostics]:
    """The network of a run, or of a `part` of its plan, with the newest (or named) weights."""
    weights, problems = run_weights(opened)
    problems += () if weights is None else check_weights(planned, weights)
    if weights is None or problems:
        return None, problems
    checkpoint, damaged = read_whole(weights.path)
    if checkpoint is None:
        return None, damaged
    network, broken = build_network(part or planned.plan, planned.plan.settings.train.seed)
    if network is None:
        return None, broken
    refused = load_weights(checkpoint, network)
    if refused:
        return None, broken + refused
    make_repeatable(device)
    network.to(device.torch).eval()
    return Restored(network, checkpoint, device), broken
