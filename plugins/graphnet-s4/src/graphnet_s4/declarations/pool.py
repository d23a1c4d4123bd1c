"""What the two pools promise."""

from __future__ import annotations

from graphnet.plugin import NO_DECAY, Cost, Declaration, Parameter
from graphnet_s4.declarations.s4d import FRAMES
from graphnet_s4.options import PoolOptions


def declare_down_pool(options: PoolOptions) -> Declaration:
    """The declaration for these options."""
    s, e = options.pool, options.expand
    return Declaration(
        contract=(f"{FRAMES} -> features float (batch:B, time:L//{s}, feature:{e}*H)"),
        where=(f"L % {s} == 0",),
        effects=("positionwise", "causal", f"ratio 1/{s}"),
        parameters=_parameters(options, n_in=f"{s}*H", n_out=f"{e}*H"),
        # flops: one product of s H by e H for every s items, its bias, and the activation
        cost=Cost(
            flops=f"B*L*H*{2 * e}*H + {_passes(options)}*B*L//{s}*{e}*H",
            activations=f"{_passes(options)}*B*L//{s}*{e}*H",
        ),
        implementation="graphnet_s4.modules.pool:DownPool",
    )


def declare_up_pool(options: PoolOptions) -> Declaration:
    """The declaration for these options."""
    s, e = options.pool, options.expand
    return Declaration(
        contract=(f"{FRAMES} -> features float (batch:B, time:{s}*L, feature:H//{e})"),
        where=(f"H % {e} == 0",),
        effects=("positionwise", "causal", f"ratio {s}"),
        parameters=_parameters(options, n_in="H", n_out=f"{s}*(H//{e})"),
        # flops: one product of H by s H/e for every item, its bias, and the activation
        cost=Cost(
            flops=f"B*L*(2*H + {_passes(options)})*{s}*(H//{e})",
            activations=f"{_passes(options)}*B*L*{s}*(H//{e})",
        ),
        implementation="graphnet_s4.modules.pool:UpPool",
    )


def _passes(options: PoolOptions) -> int:
    """How often each number given is made: by the linear layer, and by an activation behind it."""
    return 1 if options.activation == "id" else 2


def _parameters(options: PoolOptions, *, n_in: str, n_out: str) -> tuple[Parameter, ...]:
    bias = Parameter(name="linear.bias", shape=f"({n_out})", group=NO_DECAY)
    if options.has_weight_norm:
        return (
            Parameter(name="linear.weight_g", shape=f"({n_out}, 1)"),
            Parameter(name="linear.weight_v", shape=f"({n_out}, {n_in})"),
            bias,
        )
    return Parameter(name="linear.weight", shape=f"({n_out}, {n_in})"), bias
