"""What backbones consist of: rows of residual blocks, pools between rates, and skips."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from math import prod
from operator import mul

from graphnet.plugin import Declaration, DelayOptions, Expansion, Inner
from graphnet_s4.backbone_options import (
    BackboneOptions,
    PooledOptions,
    block_options,
    block_type,
)
from graphnet_s4.declarations.s4d import SAME
from graphnet_s4.options import FeedForwardOptions, PoolOptions

MAIN = "in.main"


def shrinks(options: PooledOptions) -> tuple[int, ...]:
    """How many items of the input make one, at each rate from the top down."""
    return tuple(accumulate(options.pool, mul, initial=1))


def declare_pooled(options: PooledOptions, stages: Sequence[Inner]) -> Declaration:
    """The declaration of a backbone with several rates."""
    block = prod(options.pool)
    return Declaration(
        contract=SAME,
        where=(f"L % {block} == 0",) if block > 1 else (),
        effects=("global",) if options.bidirectional else ("causal", "step"),
        expansion=Expansion(stages=(*stages, Inner(name="norm", use="basics.layer-norm"))),
    )


def blocks(name: str, options: BackboneOptions, shrink: int = 1) -> tuple[Inner, ...]:
    """`n_layers` state-space blocks in a row, each followed by a feed-forward block if any."""
    kinds: list[tuple[str, object]] = [(block_type(options), block_options(options, shrink))]
    if options.ff:
        kinds.append(("s4.feed-forward", _feed_forward(options)))
    return tuple(
        Inner(name=f"{name}.{i}", use=use, options=inner)
        for i, (use, inner) in enumerate(kinds * options.n_layers)
    )


def down(name: str, options: PooledOptions, pool: int) -> Inner:
    """The pool to the next rate below."""
    return Inner(name=name, use="s4.down-pool", options=_pool(options, pool))


def up(name: str, options: PooledOptions, pool: int) -> Iterator[Inner]:
    """The pool to the next rate above, and what keeps it from seeing the block it writes."""
    yield Inner(name=f"{name}.pool", use="s4.up-pool", options=_pool(options, pool))
    yield Inner(name=f"{name}.delay", use="delay", options=DelayOptions(steps=pool, start=0.0))


def skip(name: str, main: str, over: str) -> Inner:
    """The sum of two stages."""
    return Inner(name=name, use="basics.add", inputs={"main": main, "skip": over})


def _pool(options: PooledOptions, pool: int) -> PoolOptions:
    return PoolOptions(
        pool=pool,
        expand=options.expand,
        flavour=options.flavour,
        weight_norm=options.pool_weight_norm,
        activation=options.pool_activation,
    )


def _feed_forward(options: BackboneOptions) -> FeedForwardOptions:
    return FeedForwardOptions(
        ff=options.ff,
        flavour=options.flavour,
        norm=options.norm,
        dropout=options.dropout,
        residual_dropout=options.residual_dropout,
    )
