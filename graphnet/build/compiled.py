"""Stages that torch compiles, and whether it can do so at all on this machine."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import cast

import torch
from torch import nn

from graphnet.build.call import Given
from graphnet.graph.plan import PlannedStage

BACKEND = "inductor"
CACHE = "TORCHINDUCTOR_CACHE_DIR"


def is_compilable(stage: PlannedStage) -> bool:
    """Whether `[train] compile` reaches a stage: one that acts on each position by itself.

    Transforms and scans stay outside: torch's compiler leaves complex numbers to the plain
    kernels, and gains nothing there.
    """
    return stage.timing.positionwise and bool(stage.parameters)


def compiled(module: nn.Module) -> Callable[..., Given]:
    """The module's `forward`, compiled when it is called first, anew for each shape."""
    forward = torch.compile(module.forward, dynamic=False, backend=BACKEND)
    return cast(Callable[..., Given], forward)


def why_not_compiled(device: torch.device, folder: str | None = None) -> Exception | None:
    """What torch raises where it compiles a small function here; None where that works.

    Compiled code is kept in `folder`, unless the environment names another.
    """
    if folder is not None:
        os.environ.setdefault(CACHE, folder)
    try:
        values = torch.ones(64, device=device, requires_grad=True)
        torch.compile(_probe, dynamic=False, backend=BACKEND)(values).sum().backward()  # type: ignore[no-untyped-call]  # of torch
    except Exception as problem:  # noqa: BLE001  # compilers and drivers fail in any way
        return problem
    return None


def _probe(values: torch.Tensor) -> torch.Tensor:
    return torch.tanh(values) * values
