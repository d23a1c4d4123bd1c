"""What `audio.amplitude` promises; imports no torch."""

from __future__ import annotations

from graphnet.plugin import Cost, Declaration, NoOptions


def declare(_options: NoOptions) -> Declaration:
    """One number for each code, so that a model of 24-bit codes needs no table of them."""
    return Declaration(
        contract="codes int64 (*S) in [0, n) -> pcm float (*S) in [-1, 1]",
        where=("n >= 2",),
        effects=("positionwise", "causal"),
        cost=Cost(flops="2*prod(S)", activations="prod(S)"),
        implementation="graphnet_audio.amplitudes:Amplitudes",
    )
