"""SaShiMi as a composite: which blocks and pools it consists of, and how they are wired."""

# The graph of Goel et al. 2022, for two pools (every block is `n_layers` pairs):
#
#   main -> down.0 -> down.1 -> center -> skip -> up.0 -> up.1 -> norm
#     |        |         +--------------->|         |       |
#     |        +----------------------------------->|       |
#     +---------------------------------------------------->|
#
# An up block: pool, delay (so that no output sees the block of items it lies in), skip from the
# same rate on the way down, blocks, and a residual around the blocks.

from __future__ import annotations

from math import prod

from graphnet.plugin import Declaration, DelayOptions, Expansion, Inner
from graphnet_s4.declarations.s4d import SAME
from graphnet_s4.options import FeedForwardOptions, PoolOptions, S4DOptions, SashimiOptions

MAIN = "in.main"


def declare_sashimi(options: SashimiOptions) -> Declaration:
    """The declaration for these options."""
    block = prod(options.pool)
    return Declaration(
        contract=SAME,
        where=(f"L % {block} == 0",) if block > 1 else (),
        effects=("global",) if options.bidirectional else ("causal", "step"),
        expansion=Expansion(stages=_stages(options)),
    )


def _stages(options: SashimiOptions) -> tuple[Inner, ...]:
    rates = (MAIN, *(f"down.{i}" for i in range(len(options.pool))))  # each rate, on the way down
    down = tuple(
        Inner(name=rate, use="s4.down-pool", options=_pool(options, s))
        for rate, s in zip(rates[1:], options.pool, strict=True)
    )
    center = _blocks("center", options)
    ups = zip(reversed(options.pool), reversed(rates[:-1]), strict=True)
    return (
        *down,
        *center,
        _add("skip", center[-1].name, rates[-1]),
        *(stage for i, (s, rate) in enumerate(ups) for stage in _up(f"up.{i}", s, rate, options)),
        Inner(name="norm", use="basics.layer-norm"),
    )


def _up(name: str, s: int, rate: str, options: SashimiOptions) -> tuple[Inner, ...]:
    blocks = _blocks(f"{name}.layers", options)
    return (
        Inner(name=f"{name}.pool", use="s4.up-pool", options=_pool(options, s)),
        Inner(name=f"{name}.delay", use="delay", options=DelayOptions(steps=s, start=0.0)),
        _add(f"{name}.skip", f"{name}.delay", rate),
        *blocks,
        _add(f"{name}.residual", blocks[-1].name, f"{name}.skip"),
    )


def _blocks(name: str, options: SashimiOptions) -> tuple[Inner, ...]:
    s4d = ("s4.s4d", _s4d(options))
    pair = (s4d, ("s4.feed-forward", _feed_forward(options))) if options.ff else (s4d,)
    return tuple(
        Inner(name=f"{name}.{i}", use=use, options=inner)
        for i, (use, inner) in enumerate(pair * options.n_layers)
    )


def _add(name: str, main: str, skip: str) -> Inner:
    return Inner(name=name, use="basics.add", inputs={"main": main, "skip": skip})


def _pool(options: SashimiOptions, s: int) -> PoolOptions:
    return PoolOptions(pool=s, expand=options.expand, flavour=options.flavour)


def _feed_forward(options: SashimiOptions) -> FeedForwardOptions:
    return FeedForwardOptions(ff=options.ff, dropout=options.dropout, flavour=options.flavour)


def _s4d(options: SashimiOptions) -> S4DOptions:
    return S4DOptions(
        d_state=options.d_state,
        dropout=options.dropout,
        flavour=options.flavour,
        init=options.init,
        discretization=options.discretization,
        dt_min=options.dt_min,
        dt_max=options.dt_max,
        bidirectional=options.bidirectional,
    )
