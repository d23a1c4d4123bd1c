"""A bend between two linear maps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import final

from torch import Tensor, nn
from torch.nn import functional

from graphnet.build.protocols import Code, State, Vector
from graphnet_basics.declarations.activation import ActivationOptions


@final
class Activation(nn.Module):
    """`relu`, the exact `gelu`, or `tanh`."""

    def __init__(self, options: ActivationOptions, _sizes: Mapping[str, int]) -> None:
        super().__init__()
        self.function = options.function

    def forward(self, main: Tensor) -> Tensor:
        """From `(..., H)` to `(..., H)`."""
        match self.function:
            case "relu":
                return functional.relu(main)
            case "gelu":
                return functional.gelu(main)
            case "tanh":
                return main.tanh()

    def lower(self, code: Code, _state: State, main: Vector) -> Vector:
        """One item as operations."""
        return code.activate(self.function, main)
