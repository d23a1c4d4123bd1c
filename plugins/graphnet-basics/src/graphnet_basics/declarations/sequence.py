"""`basics.sequence`: which positions of a sequence answer the task, and in what form."""

from __future__ import annotations

from typing import Literal

from attrs import validators

from graphnet.plugin import Cost, Declaration, field, frozen

IMPLEMENTATION = "graphnet_basics.modules.sequence:Sequence"

Mode = Literal["full", "ragged", "last", "first", "pool", "sum"]
SUMMING = ("pool", "sum")
LENGTHS = "?int64 (batch:B) in [1, L]"


def _is_count(_: object, __: object, value: int | str | None) -> None:
    if isinstance(value, int) and value < 0:
        raise ValueError("`l_output` is how many positions are kept: 0 or more")


@frozen(kw_only=True)
class SequenceOptions:
    """Keep every position, the end or the beginning of the sequence, or sum it up.

    `full` keeps every position; `ragged` too, and puts zeros behind the end of each example.
    `last` and `first` keep `l_output` positions, `pool` and `sum` the last `l_output` of the
    running means or sums. 0, or nothing written, keeps one and drops the time axis; `"all"` keeps
    every position in every mode. An example with fewer than `l_output` positions has zeros in
    place of those it lacks, behind those it has.
    """

    mode: Mode = "full"
    l_output: int | Literal["all"] | None = field(
        default=None, validator=validators.optional(_is_count)
    )

    def __attrs_post_init__(self) -> None:
        if self.mode in ("full", "ragged") and self.l_output not in (None, "all"):
            raise ValueError(
                f"mode `{self.mode}` keeps every position and takes no `l_output`; "
                'remove `l_output`, or write mode = "last"'
            )

    @property
    def is_untouched(self) -> bool:
        """Whether every position is given as it is."""
        return self.mode == "full" or (self.mode in ("last", "first") and self.l_output == "all")

    @property
    def is_along(self) -> bool:
        """Whether there is an answer at every position, made of those up to it."""
        return self.mode == "ragged" or (self.mode in SUMMING and self.l_output == "all")

    @property
    def kept(self) -> int:
        """How many positions are kept; 0 stands for one without its time axis."""
        return self.l_output if isinstance(self.l_output, int) else 0


def declare(options: SequenceOptions) -> Declaration:
    """What is kept decides the contract; all that change it heed `lengths` where they are given."""
    if options.is_untouched:
        return Declaration(
            contract="'T (batch:B, time:L, C) -> 'T (batch:B, time:L, C)",
            effects=("positionwise", "causal"),
            implementation=IMPLEMENTATION,
        )
    if options.is_along:
        return _along(options)
    k = options.kept
    return Declaration(
        contract={
            "in.main": "float (batch:B, time:L, C)",
            "in.lengths": LENGTHS,
            "out.main": f"float (batch:B, time:{k}, C)" if k else "float (batch:B, C)",
        },
        where=(f"L >= {k}",) if k else (),
        effects=("global", "padding-safe", *_selecting(options)),
        cost=_cost(options),
        implementation=IMPLEMENTATION,
    )


def _selecting(options: SequenceOptions) -> tuple[str, ...]:
    """Whether what is kept is kept as it is: means and sums are not."""
    return () if options.mode in SUMMING else ("selects",)


def _along(options: SequenceOptions) -> Declaration:
    """Every position, which none after it changes."""
    return Declaration(
        contract={
            "in.main": "float (batch:B, time:L, C)",
            "in.lengths": LENGTHS,
            "out.main": "float (batch:B, time:L, C)",
        },
        effects=(*_selecting(options), "positionwise", "causal")
        if options.mode == "ragged"
        else ("causal",),
        cost=Cost(
            flops="0" if options.mode == "ragged" else "2*B*L*C",
            activations="B*L*C",
        ),
        implementation=IMPLEMENTATION,
    )


def _cost(options: SequenceOptions) -> Cost:
    """What is kept is a copy; means and sums go through the whole sequence."""
    kept = f"B*{max(1, options.kept)}*C"
    if options.mode in SUMMING:
        return Cost(flops=f"2*B*L*C + {kept}", activations=kept)
    return Cost(activations=kept)
