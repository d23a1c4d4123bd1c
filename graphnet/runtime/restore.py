"""A run as a network that can be used: its plan, its newest weights, on a device."""

from __future__ import annotations

from attrs import frozen

from graphnet.build import build_network
from graphnet.build.network import Network
from graphnet.diagnostics import Diagnostics
from graphnet.graph.plan import Plan
from graphnet.runtime.checkpoint import Checkpoint, another_model
from graphnet.runtime.device import Device, make_repeatable
from graphnet.runtime.resume import newest_checkpoint, newest_folder
from graphnet.runtime.rules.not_a_run import no_checkpoint
from graphnet.runtime.run import Opened
from graphnet.runtime.weights import load_weights

EDITED = (
    "this is not the model of the run: `resolved.toml` was edited, `--set` changes the model, "
    "or the installed plugins plan it differently"
)


@frozen
class Restored:
    """A network with a checkpoint's weights, on a device, in evaluation mode."""

    network: Network
    checkpoint: Checkpoint
    device: Device


def restore(
    opened: Opened, plan: Plan, device: Device, part: Plan | None = None
) -> tuple[Restored | None, Diagnostics]:
    """The network of a run, or of a `part` of its plan, with the newest (or named) weights."""
    if plan.fingerprints.model != opened.run.lock.fingerprints.model:
        return None, (another_model(newest_folder(opened) or opened.run.folder, plan, (EDITED,)),)
    checkpoint, damaged = newest_checkpoint(opened, plan)
    if checkpoint is None:
        return None, damaged or (no_checkpoint(opened.run.folder),)
    network, broken = build_network(part or plan, plan.settings.train.seed)
    if network is None:
        return None, broken
    refused = load_weights(checkpoint, network)
    if refused:
        return None, broken + refused
    make_repeatable(device)
    network.to(device.torch).eval()
    return Restored(network, checkpoint, device), broken
