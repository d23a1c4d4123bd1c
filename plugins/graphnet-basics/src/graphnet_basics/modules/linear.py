"""One affine map of the last axis."""

from __future__ import annotations

from collections.abc import Mapping
from typing import final

from torch import Tensor, nn

from graphnet.build.protocols import Code, State, Vector
from graphnet_basics.declarations.linear import LinearOptions


@final
class Linear(nn.Linear):
    """`weight @ values + bias`, started as torch starts it."""

    def __init__(self, options: LinearOptions, sizes: Mapping[str, int]) -> None:
        taken = "d_input" if options.takes == "features" else "C"
        given = "n_classes" if options.gives == "classes" else "d_output"
        super().__init__(sizes[taken], sizes[given])

    def forward(self, main: Tensor) -> Tensor:
        """From `(..., d_input)` to `(..., n_classes)` or `(..., d_output)`."""
        return super().forward(main)

    def lower(self, code: Code, _state: State, main: Vector) -> Vector:
        """One item as operations."""
        return code.affine(self, main)
