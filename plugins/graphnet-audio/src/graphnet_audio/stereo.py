"""What `audio.mid-side` promises; imports no torch."""

from __future__ import annotations

from graphnet.plugin import Cost, Declaration, NoOptions

AXES = "(batch:B, time:T, channel:2)"


def declare(_options: NoOptions) -> Declaration:
    """Mid keeps the range of the channels; side, a difference, needs twice that, and decides."""
    return Declaration(
        contract=f"codes int64 {AXES} in [0, 2**bits) -> codes int64 {AXES} in [0, 2**(bits+1))",
        where=("1 <= bits <= 32",),
        effects=("positionwise", "causal"),
        cost=Cost(activations="2*B*T"),
        implementation="graphnet_audio.mid_side:MidSide",
        inverse="graphnet_audio.mid_side:LeftRight",
    )
