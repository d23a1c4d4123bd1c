"""A module's operations beside what it computes in torch, for tests of one stage."""

# T firings   B sequences

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import torch
from torch import Tensor, nn

from graphnet.build.lowered.alone import alone
from graphnet.build.lowered.code import Code, NotLowered
from graphnet.build.lowered.play import Player
from graphnet.build.lowered.template import template_of
from graphnet.build.protocols import (
    LoweringModule,
    State,
    SteppingModule,
    Vector,
    Vectors,
)


@torch.no_grad()
def lowered_gap(module: nn.Module, state: State | None = None, **ports: Tensor) -> float:
    """The largest difference between a module and its operations, over T firings.

    Each port is `(T, B, ...)`: what `step` takes from `state` on, or `forward` without one. They
    are compared in float64. TypeError where the module has no operations, with the reason.
    """
    T, B = next(iter(ports.values())).shape[:2]  # noqa: N806  # as in the text above
    if state is None and isinstance(module, SteppingModule):
        state = tuple(module.initial_state(B))
    code = Code(B, torch.float64)
    takes = {name: code.vector(values[0, 0].numel()) for name, values in ports.items()}
    lowering = cast(LoweringModule, module)
    given = lowering.lower(code, state or (), **cast(Mapping[str, Vectors], takes))
    if isinstance(given, NotLowered):
        raise TypeError(f"{type(module).__name__} {given.why}")
    gives = {"": given} if isinstance(given, Vector) else cast(Mapping[str, Vector], given)
    player = Player(alone(template_of(code, takes, gives), B), torch.float64)
    gap = 0.0
    for firing in range(T):
        inputs = {name: values[firing] for name, values in ports.items()}
        right, state = _fired(module, state, inputs)
        laid = torch.cat([values.flatten(1) for values in inputs.values()], dim=1)
        for name, found in player.predict(laid).items():
            gap = max(gap, float((right[name].flatten(1) - found).abs().max()))
    return gap


def _fired(
    module: nn.Module, state: State | None, inputs: Mapping[str, Tensor]
) -> tuple[Mapping[str, Tensor], State | None]:
    """What a module gives in torch, by field, and its next state."""
    if state is None:
        given = module(**inputs)
    else:
        given, state = cast(SteppingModule, module).step(**inputs, state=state)
    return ({"": given} if isinstance(given, Tensor) else given), state
