"""The step of modes that nothing couples, as an operation."""

from __future__ import annotations

import torch
from torch import Tensor

from graphnet.build.protocols import Code, State, System, Vector


def lower_modes(code: Code, state: State, through: Tensor) -> tuple[Vector, System]:
    """Modes that nothing couples: their state, and what is done with it."""
    modes, transition, readout = state[:3]
    if modes.dtype == torch.float64:
        code.widen()
    return code.keep(modes), System(transition=transition, readout=readout, through=through)
