"""`basics.mixture-nll`: the nats a mixture of logistic distributions spends on each code."""

from __future__ import annotations

import math

from attrs import validators

from graphnet.plugin import Cost, Declaration, Normalised, ReachableFloor, field, frozen

MOST_VALUES = 2**24  # beyond it float32 cannot tell one bin near full scale from the next
PARAMETERS = "(*S, mixture:K)"


@frozen(kw_only=True)
class MixtureNllOptions:
    """How narrow a component may get, and what that may cost.

    Log-scales below `log_scale_min` count as `log_scale_min`. A component that cannot get
    narrower than a bin leaves part of itself outside, so that even the best prediction costs
    something; `floor_bits` is how much of that is accepted. Codes that are more than the narrowest
    component can tell apart so cheaply are refused.
    """

    log_scale_min: float = field(
        default=-14.0, validator=validators.and_(validators.ge(-30.0), validators.le(0.0))
    )
    floor_bits: float = field(default=1.0, validator=validators.gt(0.0))

    @property
    def most_values(self) -> int:
        """How many codes there may be before the best prediction costs more than `floor_bits`.

        A bin of width 2/n around the mean of a logistic of scale s holds tanh(1 / (2 n s)) of it.
        """
        held = 2.0**-self.floor_bits
        most = 1 / (2 * math.exp(self.log_scale_min) * math.atanh(held))
        return min(MOST_VALUES, math.floor(most))


def declare(options: MixtureNllOptions) -> Declaration:
    """A record of the mixture's parameters in; the codes' number is that of the target's domain."""
    return Declaration(
        contract={
            "in.main": (
                f"{{ logit_probs: logits float {PARAMETERS}, means: float {PARAMETERS}, "
                f"log_scales: float {PARAMETERS} }}"
            ),
            "in.target": "codes int64 (*S, channel:1) in [0, n)",
            "out.main": "nats float (*S)",
        },
        where=(f"2 <= n <= {options.most_values}",),
        effects=("positionwise", "causal"),
        cost=Cost(flops="40*prod(S)*K", activations="17*prod(S)*K"),
        implementation="graphnet_basics.modules.mixture_nll:MixtureNll",
        laws=(Normalised(), ReachableFloor(bits=options.floor_bits)),
    )
