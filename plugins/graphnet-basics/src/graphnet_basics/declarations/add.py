"""`basics.add`: the sum of two wires, for a skip connection."""

from __future__ import annotations

from graphnet.plugin import Cost, Declaration, NoOptions


def declare(_options: NoOptions) -> Declaration:
    """Both ports have one shape; nothing is broadcast."""
    return Declaration(
        contract={"in.main": "float (*S)", "in.skip": "float (*S)", "out.main": "float (*S)"},
        effects=("positionwise", "causal"),
        cost=Cost(flops="prod(S)", activations="prod(S)"),
        implementation="graphnet_basics.modules.add:Add",
    )
