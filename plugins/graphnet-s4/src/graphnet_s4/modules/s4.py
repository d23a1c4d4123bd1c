"""One residual S4 block: its state matrix is diagonal plus low-rank."""

from __future__ import annotations

from collections.abc import Mapping
from typing import final

from graphnet_s4.modules.block import StateSpaceBlock
from graphnet_s4.modules.low_rank import LowRankKernel
from graphnet_s4.options import S4Options


@final
class S4(StateSpaceBlock):
    """Norm, S4 convolution, GELU, gated linear layer, residual."""

    def __init__(self, options: S4Options, sizes: Mapping[str, int]) -> None:
        super().__init__(options, LowRankKernel(options, sizes["H"]), sizes["H"])
