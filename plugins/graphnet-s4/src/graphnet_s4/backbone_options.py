"""What a backbone sets on its state-space blocks, whichever kind of block it is made of."""

from __future__ import annotations

from math import prod
from types import SimpleNamespace
from typing import Any, Literal

import attrs
from attrs import Attribute, validators

from graphnet.plugin import TRAINING_ONLY, field, frozen
from graphnet_s4.inits import DenseInit, DiagonalInit, InputInit
from graphnet_s4.options import (
    Discretization,
    PoolActivation,
    Recurrence,
    S4DOptions,
    S4Options,
    SSMOptions,
)
from graphnet_s4.residual import Norm
from graphnet_s4.validators import is_shared_evenly, one_of

Layer = Literal["s4", "s4d"]
BlockOptions = S4Options | S4DOptions


def _as_the_block_has_it(options: BackboneOptions, ours: Attribute[Any], value: object) -> None:
    """A validator: the block has this option, and accepts this value beside the others."""
    kind = _kind(options.layer)
    theirs: Attribute[Any] | None = getattr(attrs.fields(kind), ours.name, None)
    if theirs is None and value is not None:
        other = "s4" if options.layer == "s4d" else "s4d"
        raise ValueError(
            f"'{ours.name}' is no option of layer = \"{options.layer}\": "
            f'leave it out, or write layer = "{other}"'
        )
    if theirs is not None and theirs.validator is not None:
        settled = _settled(options, kind)
        theirs.validator(SimpleNamespace(**settled), theirs, settled[theirs.name])


def _divides_the_kernel(options: PooledOptions, _: object, pool: tuple[int, ...]) -> None:
    """A validator: at every rate the kernel's parameter is of a whole number of items."""
    l_kernel, block = options.l_kernel, prod(pool)
    if l_kernel is not None and l_kernel % block:
        raise ValueError(f"'l_kernel' must be a multiple of {block}, as its pools ask: {l_kernel}")


@frozen(kw_only=True)
class BackboneOptions(SSMOptions):
    """What the blocks of a backbone can set; not used by itself.

    `layer` is the kind of block: `s4d` has a diagonal state matrix, `s4` a diagonal plus low-rank
    one. An option that only one of them has is refused with the other; None is the block's own
    default. `l_kernel` counts items of the backbone's input.

    There are `n_layers` of these blocks in a row, each followed by a feed-forward block that is
    `ff` times as wide inside; `ff = 0` leaves these out.
    """

    layer: Layer = field(default="s4d", validator=one_of(Layer))
    init: DiagonalInit | DenseInit | None = field(
        default=None, validator=_as_the_block_has_it, metadata=TRAINING_ONLY
    )
    b_init: InputInit | None = field(
        default=None, validator=_as_the_block_has_it, metadata=TRAINING_ONLY
    )
    discretization: Discretization | None = field(default=None, validator=_as_the_block_has_it)
    dt_tie: bool | None = field(default=None, validator=_as_the_block_has_it)
    bandlimit: float | None = field(default=None, validator=_as_the_block_has_it)
    rank: int | None = field(default=None, validator=_as_the_block_has_it)
    recurrence: Recurrence | None = field(default=None, validator=_as_the_block_has_it)
    l_kernel: int | None = field(default=None, validator=_as_the_block_has_it)
    n_layers: int = field(default=8, validator=validators.ge(1))
    ff: int = field(default=2, validator=validators.ge(0))


@frozen(kw_only=True)
class PooledOptions(BackboneOptions):
    """Blocks at each of the `len(pool) + 1` rates of a backbone; not used by itself.

    `pool` names the reductions from the top down. Each rate below the first has items `expand`
    times as wide as the one above. `pool_activation` follows the linear layers of the pools;
    `pool_weight_norm` is their weight norm, None what the flavour has.
    """

    pool: tuple[int, ...] = field(
        default=(4, 4), validator=(validators.deep_iterable(validators.ge(2)), _divides_the_kernel)
    )
    expand: int = field(default=2, validator=validators.ge(1))
    pool_activation: PoolActivation = field(default="id", validator=one_of(PoolActivation))
    pool_weight_norm: bool | None = None


@frozen(kw_only=True)
class SashimiOptions(PooledOptions):
    """SaShiMi: `n_layers` pairs of blocks at each rate, on the way up only."""


@frozen(kw_only=True)
class UnetOptions(PooledOptions):
    """The U-Net variant of SaShiMi: `n_layers` pairs of blocks at each rate, down and up.

    In both references each feature has its own state matrix here, and the pools no weight norm.
    """

    n_ssm: int | Literal["H"] | None = field(default="H", validator=is_shared_evenly)
    pool_weight_norm: bool | None = False


@frozen(kw_only=True)
class IsotropicOptions(BackboneOptions):
    """A stack of `n_layers` state-space blocks at one rate and width.

    In the reference such blocks have layer norms, whatever the flavour.
    """

    norm: Norm | None = field(default="layer", validator=validators.optional(one_of(Norm)))
    n_layers: int = field(default=4, validator=validators.ge(1))
    ff: int = field(default=0, validator=validators.ge(0))


def block_type(options: BackboneOptions) -> str:
    """The stage type of a backbone's state-space blocks."""
    return f"s4.{options.layer}"


def block_options(options: BackboneOptions, shrink: int = 1) -> BlockOptions:
    """The options of one state-space block of a backbone.

    `shrink` is how many items of the backbone's input make one of the block's: `l_kernel` is
    divided by it.
    """
    kind = _kind(options.layer)
    settled = _settled(options, kind)
    if options.l_kernel is not None:
        settled["l_kernel"] = options.l_kernel // shrink
    return kind(**settled)


def _kind(layer: Layer) -> type[S4Options | S4DOptions]:
    return S4Options if layer == "s4" else S4DOptions


def _settled(options: BackboneOptions, kind: type[BlockOptions]) -> dict[str, Any]:
    """The fields of a kind of block with the backbone's values, or the block's own for None."""
    found = {}
    for theirs in attrs.fields(kind):
        value = getattr(options, theirs.name)
        found[theirs.name] = theirs.default if value is None else value
    return found
