"""`basics.retrieval`: two vectors as one, for a head that tells whether they belong together."""

from __future__ import annotations

from typing import Literal

from graphnet.plugin import Cost, Declaration, frozen


@frozen(kw_only=True)
class RetrievalOptions:
    """What of the two vectors x and y is given.

    `nli` gives x, y, x - y and x y, as heads for natural language inference take them;
    `concatenate` x and y alone.
    """

    compare: Literal["nli", "concatenate"] = "nli"


def declare(options: RetrievalOptions) -> Declaration:
    """One vector for each example, from one of each of its two sequences."""
    parts = 4 if options.compare == "nli" else 2
    return Declaration(
        contract={
            "in.main": "features float (batch:B, feature:H)",
            "in.other": "features float (batch:B, feature:H)",
            "out.main": f"features float (batch:B, feature:{parts}*H)",
        },
        effects=("positionwise", "causal"),
        cost=Cost(flops=f"{parts - 2}*B*H", activations=f"{parts}*B*H"),
        implementation="graphnet_basics.modules.retrieval:Retrieval",
    )
