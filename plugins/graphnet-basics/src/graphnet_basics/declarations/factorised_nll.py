"""`basics.factorised-nll`: the nats of a code as its coarse half, then its fine half given that."""

from __future__ import annotations

from graphnet.plugin import Cost, Declaration, NoOptions, Normalised, Parameter


def declare(_options: NoOptions) -> Declaration:
    """Codes are `[0, Q**2)`: 256 coarse and 256 fine values make 16 bits, 16 and 16 make 8.

    What the fine half needs to know of the coarse one is learned here: the head cannot know it.
    """
    return Declaration(
        contract={
            "in.main": (
                "{ coarse: logits float (*S, class:Q), fine: features float (*S, feature:d_fine) }"
            ),
            "in.target": "codes int64 (*S, channel:1) in [0, Q**2)",
            "out.main": "nats float (*S)",
        },
        effects=("positionwise", "causal"),
        parameters=(
            Parameter(name="coarse.weight", shape="(Q, d_fine)"),
            Parameter(name="fine.weight", shape="(Q, d_fine)"),
            Parameter(name="fine.bias", shape="(Q)"),
        ),
        cost=Cost(
            flops="prod(S)*(2*Q*d_fine + 10*Q + 10*d_fine)",
            activations="prod(S)*(2*Q + 2*d_fine + 8)",
        ),
        implementation="graphnet_basics.modules.factorised_nll:FactorisedNll",
        laws=(Normalised(),),
    )
