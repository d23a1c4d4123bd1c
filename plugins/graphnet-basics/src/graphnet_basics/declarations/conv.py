"""`basics.conv`: a learned window slid along time, as an encoder of sound or between features."""

from __future__ import annotations

from attrs import validators

from graphnet.plugin import Cost, Declaration, Parameter, field, frozen
from graphnet_basics.declarations.linear import TAKEN, Takes

IMPLEMENTATION = "graphnet_basics.modules.conv:Conv"


@frozen(kw_only=True)
class ConvOptions:
    """How many items the window covers, what its last axis means, and whether it looks ahead.

    A window that is not `causal` is centred on its item, the longer half ahead where `kernel` is
    even. What lies before the first item and behind the last counts as 0.
    """

    kernel: int = field(default=3, validator=validators.ge(2))
    causal: bool = False
    takes: Takes = "features"

    @property
    def behind(self) -> int:
        """How many items before its own the window covers."""
        return self.kernel - 1 if self.causal else (self.kernel - 1) // 2

    @property
    def ahead(self) -> int:
        """How many items after its own the window covers."""
        return self.kernel - 1 - self.behind


def declare(options: ConvOptions) -> Declaration:
    """Weight and bias keep the run's own weight decay."""
    k = options.kernel
    taken, i = TAKEN[options.takes]
    ports = {
        "in.main": taken.replace("*S", "batch:B, time:L"),
        "in.lengths": "?int64 (batch:B) in [1, L]",
        "out.main": "features float (batch:B, time:L, feature:d_output)",
    }
    if options.causal:
        del ports["in.lengths"]
    seen = ("causal", "step") if options.causal else (f"lookahead {options.ahead}",)
    return Declaration(
        contract=ports,
        effects=(*seen, f"field {k}"),
        state=(f"float (B, {k - 1}, {i}) = zeros",) if options.causal else (),
        parameters=(
            Parameter(name="weight", shape=f"(d_output, {i}, {k})"),
            Parameter(name="bias", shape="(d_output)"),
        ),
        cost=Cost(flops=f"2*B*L*{i}*d_output*{k}", activations="B*L*d_output"),
        implementation=IMPLEMENTATION,
    )
