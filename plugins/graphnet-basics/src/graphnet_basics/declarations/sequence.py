"""`basics.sequence`: which positions of a sequence answer the task, and in what form."""

from __future__ import annotations

from typing import Literal

from attrs import field, frozen, validators

from graphnet.plugin import Cost, Declaration, StageType

IMPLEMENTATION = "graphnet_basics.modules.sequence:Sequence"


@frozen(kw_only=True)
class SequenceOptions:
    """Keep every position (`full`) or the end of the sequence (`last`).

    With `last`, `l_output` positions are kept; 0, or nothing written, keeps one position and
    drops the time axis. `full` takes no `l_output`.
    """

    mode: Literal["full", "last"] = "full"
    l_output: int | None = field(default=None, validator=validators.optional(validators.ge(0)))

    def __attrs_post_init__(self) -> None:
        if self.mode == "full" and self.l_output is not None:
            raise ValueError(
                "mode `full` keeps every position and takes no `l_output`; "
                'remove `l_output`, or write mode = "last"'
            )

    @property
    def kept(self) -> int:
        """How many positions `last` keeps; 0 stands for one without its time axis."""
        return self.l_output or 0


def declare(options: SequenceOptions) -> Declaration:
    """`full` changes nothing; `last` must see the whole sequence before it answers."""
    if options.mode == "full":
        return Declaration(
            contract="float (batch:B, time:L, C) -> float (batch:B, time:L, C)",
            effects=("positionwise", "causal"),
            implementation=IMPLEMENTATION,
        )
    if options.kept == 0:
        return Declaration(
            contract="float (batch:B, time:L, C) -> float (batch:B, C)",
            effects=("global",),
            cost=Cost(activations="B*C"),
            implementation=IMPLEMENTATION,
        )
    return Declaration(
        contract=f"float (batch:B, time:L, C) -> float (batch:B, time:{options.kept}, C)",
        where=(f"L >= {options.kept}",),
        effects=("global",),
        cost=Cost(activations=f"B*{options.kept}*C"),
        implementation=IMPLEMENTATION,
    )


SEQUENCE = StageType(
    name="basics.sequence",
    summary="which positions answer the task: all of them, or the last",
    declare=declare,
    options=SequenceOptions,
)
