"""The sum of two wires."""

from __future__ import annotations

from collections.abc import Mapping
from typing import final

from torch import Tensor, nn

from graphnet.build.protocols import Code, State, Vector
from graphnet.plugin import NoOptions


@final
class Add(nn.Module):
    """`main + skip`, of one shape."""

    def __init__(self, _options: NoOptions, _sizes: Mapping[str, int]) -> None:
        super().__init__()

    def forward(self, main: Tensor, skip: Tensor) -> Tensor:
        return main + skip

    def lower(self, code: Code, _state: State, main: Vector, skip: Vector) -> Vector:
        """One item as operations."""
        return code.add(main, skip)
