"""`basics.sequence`: which positions of a sequence answer the task, and in what form."""

from __future__ import annotations

from typing import Literal

from attrs import field, frozen, validators

from graphnet.plugin import Cost, Declaration, StageType

IMPLEMENTATION = "graphnet_basics.modules.sequence:Sequence"

Mode = Literal["full", "last", "first", "pool", "sum"]


@frozen(kw_only=True)
class SequenceOptions:
    """Keep every position (`full`), the end or the beginning of the sequence, or sum it up.

    `last` and `first` keep `l_output` positions, `pool` and `sum` the last `l_output` of the
    running means or sums; 0, or nothing written, keeps one and drops the time axis. `full` takes
    no `l_output`.
    """

    mode: Mode = "full"
    l_output: int | None = field(default=None, validator=validators.optional(validators.ge(0)))

    def __attrs_post_init__(self) -> None:
        if self.mode == "full" and self.l_output is not None:
            raise ValueError(
                "mode `full` keeps every position and takes no `l_output`; "
                'remove `l_output`, or write mode = "last"'
            )

    @property
    def kept(self) -> int:
        """How many positions are kept; 0 stands for one without its time axis."""
        return self.l_output or 0


def declare(options: SequenceOptions) -> Declaration:
    """`full` changes nothing; the others see the sequence whole, up to `lengths` where given."""
    if options.mode == "full":
        return Declaration(
            contract="'T (batch:B, time:L, C) -> 'T (batch:B, time:L, C)",
            effects=("positionwise", "causal"),
            implementation=IMPLEMENTATION,
        )
    k = options.kept
    return Declaration(
        contract={
            "in.main": "float (batch:B, time:L, C)",
            "in.lengths": f"?int64 (batch:B) in [{max(1, k)}, L]",
            "out.main": f"float (batch:B, time:{k}, C)" if k else "float (batch:B, C)",
        },
        where=(f"L >= {k}",) if k else (),
        effects=("global", "padding-safe"),
        cost=_cost(options),
        implementation=IMPLEMENTATION,
    )


def _cost(options: SequenceOptions) -> Cost:
    """What is kept is a copy; means and sums go through the whole sequence."""
    kept = f"B*{max(1, options.kept)}*C"
    match options.mode:
        case "pool" | "sum":
            return Cost(flops=f"2*B*L*C + {kept}", activations=kept)
        case _:
            return Cost(activations=kept)


SEQUENCE = StageType(
    name="basics.sequence",
    summary="which positions answer the task: all, the last, the first, their mean or sum",
    declare=declare,
    options=SequenceOptions,
)
