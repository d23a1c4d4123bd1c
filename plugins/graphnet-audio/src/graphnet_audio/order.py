"""What `audio.interleave` promises, in each order of the channels; imports no torch."""

from __future__ import annotations

import re

from attrs import Attribute

from graphnet.plugin import Cost, Declaration, Reorders, field, frozen

WITH_LENGTH = re.compile(r"blocking-([1-9]\d{0,8})", re.ASCII)
ORDERS = "`temporal`, `blocking` or `blocking-N` with N of at least 1, such as `blocking-512`"


def _is_order(_: object, attribute: Attribute[str], value: str) -> None:
    if value not in {"temporal", "blocking"} and not WITH_LENGTH.fullmatch(value):
        raise ValueError(f"'{attribute.name}' must be {ORDERS}: {value!r}")


@frozen(kw_only=True)
class InterleaveOptions:
    """In which order the samples of all channels follow each other.

    `temporal` goes through the channels at each moment; `blocking` gives one channel after the
    other, whole; `blocking-512` does so for each 512 moments.
    """

    order: str = field(default="temporal", validator=_is_order)

    @property
    def block(self) -> int | None:
        """How many moments of a channel stay together; None for all of them."""
        if self.order == "temporal":
            return 1
        found = WITH_LENGTH.fullmatch(self.order)
        return None if found is None else int(found[1])


def declare(options: InterleaveOptions) -> Declaration:
    """Values keep their dtype and their domain; only where they stand is another."""
    return Declaration(
        contract=("'T (batch:B, time:T, channel:C) -> 'T (batch:B, time:C*T, channel:1)"),
        effects=_effects(options.block),
        cost=Cost(activations="B*T*C"),
        implementation="graphnet_audio.interleave:Interleave",
        inverse="graphnet_audio.interleave:Deinterleave",
        laws=(Reorders(places=_places(options.block)),),
    )


def _effects(block: int | None) -> tuple[str, ...]:
    match block:
        case None:  # the second channel begins when the first has ended
            return ("global", "ratio C")
        case 1:
            return ("positionwise", "causal", "ratio C")
        case _:
            return ("positionwise", "ratio C", f"block {block}")


def _places(block: int | None) -> tuple[str, ...]:
    """Where the sample at output index i1 stands in the input: batch, moment, channel."""
    match block:
        case None:
            return ("i0", "i1 % T", "i1 // T")
        case 1:
            return ("i0", "i1 // C", "i1 % C")
        case _:
            return ("i0", f"i1 // ({block}*C) * {block} + i1 % {block}", f"i1 // {block} % C")
