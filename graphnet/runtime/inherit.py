"""Weights of another run as those a new one begins with, and the stages that never change."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import nn

from graphnet.diagnostics import Diagnostics
from graphnet.disk.checkpoint import STATE, file_checksum, read_whole
from graphnet.disk.inherit import find_inherited
from graphnet.disk.planned import Planned
from graphnet.disk.record import Begun
from graphnet.disk.rules.init_not_found import init_changed
from graphnet.disk.run import Opened
from graphnet.disk.weights import newest_folder
from graphnet.graph.learning import frozen_parameters
from graphnet.graph.plan import Plan
from graphnet.runtime.checkpoint import read_tensors
from graphnet.runtime.weights import weights_of


def find_beginning(planned: Planned, opened: Opened | None) -> tuple[Begun | None, Diagnostics]:
    """Whose weights the first update starts from; None for a network's own.

    A run that goes on has them in its checkpoint. One that was stopped before its first begins
    again with the very file it noted.
    """
    if opened is None:
        inherited, problems = find_inherited(planned)
        if inherited is None:
            return None, problems
        path = inherited.weights.path
        _, damaged = read_whole(path) if (path / STATE).is_file() else (None, ())
        file = inherited.weights.file.resolve()
        begun = Begun(file=str(file), checksum=file_checksum(file), stages=inherited.stages)
        return (None if damaged else begun), problems + damaged
    noted = opened.run.lock.init
    if noted is None or newest_folder(opened) is not None:
        return None, ()
    file = Path(noted.file)
    if file.is_file() and file_checksum(file) == noted.checksum:
        return noted, ()
    return None, (init_changed(file, opened.run.folder),)


def take_weights(begun: Begun, network: nn.Module) -> Diagnostics:
    """Put the weights of the stages that take them into a network."""
    found, problems = read_tensors(Path(begun.file))
    with torch.no_grad():
        for name, tensor in weights_of(network).items():
            if name.partition(".")[0] in begun.stages and name in found:
                tensor.copy_(found[name])
    return problems


def freeze(plan: Plan, network: nn.Module) -> None:
    """Let the parameters of frozen stages have no gradient: no optimiser touches them."""
    names = frozen_parameters(plan)
    for name, parameter in network.named_parameters(remove_duplicate=False):
        if name in names:
            parameter.requires_grad = False
