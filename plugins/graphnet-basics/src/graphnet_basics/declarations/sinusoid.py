"""`basics.sinusoid`: waves of many lengths that tell the place in the sequence, not learned."""

from __future__ import annotations

from graphnet.plugin import Cost, Declaration, NoOptions


def declare(_options: NoOptions) -> Declaration:
    """No table, so that no sequence is too long."""
    return Declaration(
        contract=(
            "features float (batch:B, time:L, feature:H) -> "
            "features float (batch:B, time:L, feature:H)"
        ),
        effects=("causal", "step", "field 1"),
        state=("int64 () = zeros",),
        cost=Cost(flops="3*L*H + B*L*H", activations="L*H"),
        implementation="graphnet_basics.modules.sinusoid:Sinusoid",
    )
