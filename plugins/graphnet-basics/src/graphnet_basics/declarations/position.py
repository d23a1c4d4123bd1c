"""`basics.position`: one learned vector for each place in the sequence, added to the features."""

from __future__ import annotations

from attrs import validators

from graphnet.plugin import TRAINING_ONLY, Cost, Declaration, Parameter, field, frozen


@frozen(kw_only=True)
class PositionOptions:
    """How many places the table has, and how its vectors start: normal, with `init_std`."""

    rows: int = field(validator=validators.ge(1))
    init_std: float = field(default=0.02, validator=validators.gt(0.0), metadata=TRAINING_ONLY)


def declare(options: PositionOptions) -> Declaration:
    """No sequence may be longer than the table; the vectors keep the run's own weight decay."""
    return Declaration(
        contract=(
            "features float (batch:B, time:L, feature:H) -> "
            "features float (batch:B, time:L, feature:H)"
        ),
        where=(f"L <= {options.rows}",),
        effects=("causal", "step", "field 1"),
        state=("int64 () = zeros",),
        parameters=(Parameter(name="weight", shape=f"({options.rows}, H)"),),
        cost=Cost(flops="B*L*H", activations="B*L*H"),
        implementation="graphnet_basics.modules.position:Position",
    )
