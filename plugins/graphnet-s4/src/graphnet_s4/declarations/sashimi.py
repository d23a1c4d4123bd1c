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

from collections.abc import Iterator

from graphnet.plugin import Declaration, Inner
from graphnet_s4.backbone_options import SashimiOptions
from graphnet_s4.declarations.parts import MAIN, blocks, declare_pooled, down, shrinks, skip, up


def declare_sashimi(options: SashimiOptions) -> Declaration:
    """The declaration for these options."""
    return declare_pooled(options, tuple(_stages(options)))


def _stages(options: SashimiOptions) -> Iterator[Inner]:
    rates = (MAIN, *(f"down.{i}" for i in range(len(options.pool))))  # each rate, on the way down
    for rate, s in zip(rates[1:], options.pool, strict=True):
        yield down(rate, options, s)
    center = blocks("center", options, shrinks(options)[-1])
    yield from center
    yield skip("skip", center[-1].name, rates[-1])
    for i, depth in enumerate(reversed(range(len(options.pool)))):
        yield from _up(f"up.{i}", depth, rates[depth], options)


def _up(name: str, depth: int, rate: str, options: SashimiOptions) -> Iterator[Inner]:
    layers = blocks(f"{name}.layers", options, shrinks(options)[depth])
    yield from up(name, options, options.pool[depth])
    yield skip(f"{name}.skip", f"{name}.delay", rate)
    yield from layers
    yield skip(f"{name}.residual", layers[-1].name, f"{name}.skip")
