"""One residual S4D block: its state matrix is diagonal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import final

from graphnet_s4.modules.block import StateSpaceBlock
from graphnet_s4.modules.diagonal import DiagonalKernel
from graphnet_s4.options import S4DOptions


@final
class S4D(StateSpaceBlock):
    """Norm, S4D convolution, GELU, gated linear layer, residual."""

    def __init__(self, options: S4DOptions, sizes: Mapping[str, int]) -> None:
        super().__init__(options, DiagonalKernel(options, sizes["H"]), sizes["H"])
