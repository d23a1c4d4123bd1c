"""`basics.mixture-logistic`: the parameters of a mixture of logistic distributions."""

from __future__ import annotations

from graphnet.plugin import Cost, Declaration, NoOptions, Parameter

PARAMETERS = "(*S, mixture:n_mixtures)"


def declare(_options: NoOptions) -> Declaration:
    """One affine map gives all three; how many components there are stands in `sizes`."""
    return Declaration(
        contract=(
            "features float (*S, feature:H) -> "
            f"{{ logit_probs: logits float {PARAMETERS}, "
            f"means: float {PARAMETERS}, "
            f"log_scales: float {PARAMETERS} }}"
        ),
        effects=("positionwise", "causal"),
        parameters=(
            Parameter(name="weight", shape="(3*n_mixtures, H)"),
            Parameter(name="bias", shape="(3*n_mixtures)"),
        ),
        cost=Cost(flops="6*prod(S)*H*n_mixtures", activations="3*prod(S)*n_mixtures"),
        implementation="graphnet_basics.modules.mixture_logistic:MixtureLogistic",
    )
