"""The U-Net variant of SaShiMi: blocks on the way down too, and a skip behind every layer up."""

# For one pool and `n_layers` = 1 with feed-forward blocks, the way down and the way up:
#
#   main -> down.0.layers.0 -> down.0.layers.1 -> down.0.pool -> center -> skip
#     |         |                  |                   +---------------------+
#     |         |                  +-------------> up.0.skip       (behind the pool and its delay)
#     |         +--------------------------------> up.0.skips.0    (behind up.0.layers.0)
#     +------------------------------------------> up.0.skips.1    (behind up.0.layers.1)
#
# What a layer on the way down takes is added to what its counterpart on the way up gives. There is
# no residual around the blocks of a rate.

from __future__ import annotations

from collections.abc import Iterator

from graphnet.plugin import Declaration, Inner
from graphnet_s4.backbone_options import UnetOptions
from graphnet_s4.declarations.parts import MAIN, blocks, declare_pooled, down, shrinks, skip, up


def declare_unet(options: UnetOptions) -> Declaration:
    """The declaration for these options."""
    return declare_pooled(options, tuple(_stages(options)))


def _stages(options: UnetOptions) -> Iterator[Inner]:
    sides = [_down(depth, options) for depth in range(len(options.pool))]
    for side in sides:
        yield from side
    center = blocks("center", options, shrinks(options)[-1])
    yield from center
    yield skip("skip", center[-1].name, sides[-1][-1].name if sides else MAIN)
    for i, depth in enumerate(reversed(range(len(sides)))):
        yield from _up(f"up.{i}", depth, _taken(sides, depth), options)


def _down(depth: int, options: UnetOptions) -> tuple[Inner, ...]:
    layers = blocks(f"down.{depth}.layers", options, shrinks(options)[depth])
    return *layers, down(f"down.{depth}.pool", options, options.pool[depth])


def _taken(sides: list[tuple[Inner, ...]], depth: int) -> tuple[str, ...]:
    """What the layers of a rate on the way down take, the pool first: as they are added again."""
    first = sides[depth - 1][-1].name if depth else MAIN
    return *(layer.name for layer in reversed(sides[depth][:-1])), first


def _up(name: str, depth: int, taken: tuple[str, ...], options: UnetOptions) -> Iterator[Inner]:
    yield from up(name, options, options.pool[depth])
    yield skip(f"{name}.skip", f"{name}.delay", taken[0])
    layers = blocks(f"{name}.layers", options, shrinks(options)[depth])
    for i, (layer, over) in enumerate(zip(layers, taken[1:], strict=True)):
        yield layer
        yield skip(f"{name}.skips.{i}", layer.name, over)
