"""Tensors by name, out of a network and its optimiser and back into them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.optim import AdamW

from graphnet.build.network import Network
from graphnet.diagnostics import Diagnostics
from graphnet.disk.checkpoint import OPTIMIZER, WEIGHTS, Checkpoint
from graphnet.disk.compare import compare_shapes
from graphnet.disk.fit import tensor_causes
from graphnet.disk.rules.damaged_checkpoint import damaged_checkpoint
from graphnet.disk.tensors import read_header
from graphnet.graph.plan import Plan
from graphnet.runtime.checkpoint import read_tensors


def weights_of(network: nn.Module) -> dict[str, Tensor]:
    """Everything a network learned or keeps; a tensor that several stages share appears once.

    Its name is that of the stage that the others are tied to.
    """
    names = _names_in_files(network.plan) if isinstance(network, Network) else {}
    seen: set[int] = set()
    weights: dict[str, Tensor] = {}
    for name, tensor in network.state_dict(keep_vars=True).items():
        if id(tensor) not in seen:
            seen.add(id(tensor))
            weights[names.get(name, name)] = tensor
    return weights


def _names_in_files(plan: Plan) -> dict[str, str]:
    """Under which name files have a parameter that is tied, by its own."""
    return {
        f"{stage.path}.{parameter.name}": name
        for stage in plan.stages
        for parameter in stage.parameters
        for name in [parameter.tied_to or parameter.stored_as]
        if name is not None
    }


def load_weights(checkpoint: Checkpoint, network: nn.Module) -> Diagnostics:
    """Put a checkpoint's weights into a network, which may be a part of the whole one."""
    found, problems = read_tensors(checkpoint.folder / WEIGHTS)
    if problems:
        return problems
    wanted = weights_of(network)
    refused = _misfits(checkpoint.folder / WEIGHTS, wanted)
    if refused:
        return refused
    with torch.no_grad():
        for name, tensor in wanted.items():
            tensor.copy_(found[name])
    return ()


def _misfits(file: Path, wanted: Mapping[str, Tensor]) -> Diagnostics:
    """What the network has and the file has not, or not so; the file may hold more."""
    header = read_header(file)
    if isinstance(header, str):
        return (damaged_checkpoint(file, header),)
    shapes = {name: tuple(tensor.shape) for name, tensor in wanted.items()}
    comparison = compare_shapes(shapes, header, frozenset(header.tensors))
    return tuple(tensor_causes(file, comparison, {}))


def optimizer_tensors(optimizer: AdamW) -> dict[str, Tensor]:
    """The optimiser's moments and counters as `<parameter>.<what>`."""
    return {
        f"{name}.{what}": tensor
        for group in optimizer.param_groups
        for name, parameter in zip(group["names"], group["params"], strict=True)
        for what, tensor in optimizer.state[parameter].items()
    }


def load_optimizer(checkpoint: Checkpoint, optimizer: AdamW) -> Diagnostics:
    """Put a checkpoint's moments and counters back where they were."""
    found, problems = read_tensors(checkpoint.folder / OPTIMIZER)
    if problems:
        return problems
    by_name: dict[str, dict[str, Tensor]] = {}
    for key, tensor in found.items():
        name, what = key.rsplit(".", 1)
        by_name.setdefault(name, {})[what] = tensor
    names = [name for group in optimizer.param_groups for name in group["names"]]
    saved = optimizer.state_dict()
    saved["state"] = {i: by_name[name] for i, name in enumerate(names) if name in by_name}
    optimizer.load_state_dict(saved)
    return ()
