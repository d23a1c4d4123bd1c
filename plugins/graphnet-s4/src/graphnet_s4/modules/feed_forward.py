"""One residual feed-forward block: every position by itself."""

from __future__ import annotations

from collections.abc import Mapping

from torch import Tensor, nn
from torch.nn import functional

from graphnet.build.protocols import Code, State, Vector
from graphnet_s4.modules.dropout import build_dropout, drops
from graphnet_s4.modules.lowering import lower_feed_forward
from graphnet_s4.modules.norm import build_norm
from graphnet_s4.modules.products import is_recorded
from graphnet_s4.modules.widened import widened_residual
from graphnet_s4.options import FeedForwardOptions


class FeedForward(nn.Module):
    """y = x + W2 gelu(W1 norm(x)), wider by `ff` inside; dropout behind the GELU."""

    def __init__(self, options: FeedForwardOptions, sizes: Mapping[str, int]) -> None:
        super().__init__()
        H = sizes["H"]
        self.norm = build_norm(options.norm_kind, H)
        self.input = nn.Linear(H, options.ff * H)
        self.output = nn.Linear(options.ff * H, H)
        self.dropout = build_dropout(options.dropout)
        self.residual_dropout = build_dropout(options.last_dropout)

    def forward(self, main: Tensor) -> Tensor:
        """(..., H) to (..., H)."""
        if is_recorded() and not drops(self.dropout, self.residual_dropout):
            return widened_residual(main, self.norm, self.input, self.output)
        z = self.dropout(functional.gelu(self.input(self.norm(main))))
        y: Tensor = self.residual_dropout(self.output(z))
        return main + y

    def lower(self, code: Code, _state: State, main: Vector) -> Vector:
        """One item as operations."""
        return lower_feed_forward(self, code, main)
