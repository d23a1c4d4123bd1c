"""A stack of residual blocks, as deep as asked for, at one rate and one width."""

from __future__ import annotations

from attrs import evolve

from graphnet.plugin import Declaration, Expansion, Inner
from graphnet_s4.backbone_options import IsotropicOptions
from graphnet_s4.declarations.parts import MAIN, blocks
from graphnet_s4.declarations.s4d import BOTH_WAYS, SAME


def declare_isotropic(options: IsotropicOptions) -> Declaration:
    """The declaration for these options."""
    layers = blocks("layers", options)
    norm = Inner(name="norm", use="basics.layer-norm")
    if not options.bidirectional:
        return Declaration(
            contract=SAME,
            effects=("causal", "step"),
            expansion=Expansion(stages=(*layers, norm)),
        )
    return Declaration(
        contract=BOTH_WAYS,
        effects=("global", "padding-safe"),
        expansion=Expansion(stages=(*_with_lengths(layers), norm)),
    )


def _with_lengths(layers: tuple[Inner, ...]) -> tuple[Inner, ...]:
    """The layers, told where padding begins if they look ahead."""
    before = (MAIN, *(layer.name for layer in layers[:-1]))
    return tuple(
        evolve(layer, inputs={"main": main, "lengths": "in.lengths"})
        if layer.use != "s4.feed-forward"
        else layer
        for main, layer in zip(before, layers, strict=True)
    )
