"""`basics.class-embedding`: one learned vector for the class of an example, added everywhere."""

from __future__ import annotations

from graphnet.plugin import Cost, Declaration, Parameter
from graphnet_basics.declarations.start import StartOptions


def declare(_options: StartOptions) -> Declaration:
    """A model of clips of many classes; it cannot step, as nothing says which class to draw."""
    return Declaration(
        contract={
            "in.main": "features float (batch:B, time:L, feature:H)",
            "in.label": "int64 (batch:B) in [0, n)",
            "out.main": "features float (batch:B, time:L, feature:H)",
        },
        effects=("causal", "field 1", "padding-safe"),
        parameters=(Parameter(name="weight", shape="(n, H)"),),
        cost=Cost(flops="B*L*H", activations="B*L*H"),
        implementation="graphnet_basics.modules.class_embedding:ClassEmbedding",
    )
