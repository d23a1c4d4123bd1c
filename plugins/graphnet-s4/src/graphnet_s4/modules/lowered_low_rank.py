"""The step of an S4 kernel as an operation."""

# N real states   R rank

from __future__ import annotations

from typing import TYPE_CHECKING

from torch import Tensor

from graphnet.build.protocols import Code, State, System, Vector
from graphnet_s4.modules.lowered_modes import lower_modes
from graphnet_s4.modules.recurrences import coupling, halves

if TYPE_CHECKING:
    from graphnet_s4.modules.low_rank import LowRankKernel


def lower_low_rank(
    kernel: LowRankKernel, code: Code, state: State, through: Tensor
) -> tuple[Vector, System]:
    """A diagonal and a few directions, in N (R + 1) products, also where steps take N^2.

    The dense step's state is the same, its real parts before the imaginary ones.
    """
    if kernel.options.recurrence == "diagonal":
        return lower_modes(code, state, through)
    if kernel.options.recurrence == "dense":
        modes, inlet, readout = (halves(state[i]) for i in (0, 2, 3))
        transition, push, pull = coupling(kernel)
    else:
        modes, transition, inlet, push, pull, readout = state[:6]
    system = System(
        transition=transition,
        readout=readout,
        through=through,
        inlet=inlet,
        push=push,
        pull=pull,
    )
    return code.keep(modes), system
