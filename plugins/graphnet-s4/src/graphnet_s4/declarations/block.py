"""What a residual state-space block promises, whichever state matrix it has."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from graphnet.plugin import NO_DECAY, Cost, Declaration, OptimizerGroup, Parameter
from graphnet_s4.declarations.norm import norm_parameters
from graphnet_s4.flavour import traits_of
from graphnet_s4.inits import parts_of
from graphnet_s4.options import S4DOptions, S4Options, SSMOptions, heads_of, kernels_of, rank_of

FRAMES = "features float (batch:B, time:L, feature:H)"
SAME = f"{FRAMES} -> {FRAMES}"
BOTH_WAYS = {
    "in.main": FRAMES,
    "in.lengths": "?int64 (batch:B) in [1, L]",  # what comes after them is padding
    "out.main": FRAMES,
}


def declare_block(
    options: S4Options | S4DOptions, *, state: Sequence[str], kernel_flops: str
) -> Declaration:
    """The declaration of a block; its kernels cost so much for each feature, whatever L is."""
    name = "s4:S4" if isinstance(options, S4Options) else "s4d:S4D"
    return Declaration(
        contract=BOTH_WAYS if options.bidirectional else SAME,
        where=_where(options),
        effects=("global", "padding-safe") if options.bidirectional else ("causal", "step"),
        state=() if options.bidirectional else tuple(state),
        parameters=_parameters(options),
        cost=_cost(options, kernel_flops),
        implementation=f"graphnet_s4.modules.{name}",
    )


def _where(options: S4Options | S4DOptions) -> tuple[str, ...]:
    """S, the number of state matrices, divides H; where it is H, the inits share it evenly."""
    S, parts = systems_of(options), len(parts_of(options.init))
    number = parts if S == "H" else int(S)
    return (f"H % {number} == 0",) if number > 1 else ()


def systems_of(options: S4Options | S4DOptions) -> str:
    """S, as a number or `H`."""
    if options.n_ssm is not None:
        return str(options.n_ssm)
    is_shared = traits_of(options.flavour).has_shared_ssm
    return str(len(parts_of(options.init))) if is_shared else "H"


def _slow(options: SSMOptions) -> OptimizerGroup:
    group = traits_of(options.flavour).ssm_group
    return group if options.lr is None else evolve(group, name="ssm", lr=options.lr)


def _parameters(options: S4Options | S4DOptions) -> tuple[Parameter, ...]:
    S, M, slow = systems_of(options), options.d_state // 2, _slow(options)
    R = rank_of(options) if isinstance(options, S4Options) else 0
    steps = 1 if isinstance(options, S4Options) or options.dt_tie else M
    P = Parameter(name="kernel.P", shape=f"({R}, {S}, {M}, 2)", group=slow)
    return (
        *norm_parameters(options.norm_kind),
        Parameter(name="kernel.C", shape=f"({kernels_of(options)}, H, {M}, 2)"),
        Parameter(name="kernel.B", shape=f"(1, {S}, {M}, 2)", group=slow),
        Parameter(name="kernel.inv_dt", shape=f"(H, {steps})", group=slow),
        Parameter(name="kernel.A_real", shape=f"({S}, {M})", group=slow),
        Parameter(name="kernel.A_imag", shape=f"({S}, {M})", group=slow),
        *([P] if R else []),
        Parameter(name="D", shape=f"({heads_of(options)}, H)"),
        *_linear(options),
    )


def _linear(options: SSMOptions) -> tuple[Parameter, ...]:
    """What leads back to H features."""
    if options.final_act == "none":
        return ()
    wide = 1 + (options.final_act == "glu")
    return (
        Parameter(name="output.weight", shape=f"({wide}*H, {options.channels}*H)"),
        Parameter(name="output.bias", shape=f"({wide}*H)", group=NO_DECAY),
    )


def _cost(options: SSMOptions, kernel_flops: str) -> Cost:
    """Counted for one forward call with transforms of length 2 L.

    flops: the linear layer 2 H^2 for each of its inputs and outputs; per feature and position 8
    for the norm, 4 for activations and residual; for each output of the convolution 6 for the
    complex product of spectra, and 80 for each of two real transforms (2.5 n log2 n with n = 2 L,
    log2 n taken as 16: L = 32,768; 10 % less at L = 8,192). Once per channel, not per example: the
    kernels' products, 2 d_state for each, and their transform, 80; both directions lie on one
    circle of lags. And what the kernels take before, which does not grow with L.

    activations: per feature and position, for each output of the convolution the spectrum of the
    norm's result (2) and what its activation keeps; the linear layer's input, and what its
    activation keeps; the block's result; the norm's mean and deviation per position; the kernels'
    spectra once. Not counted: what grows with sqrt(L), as the factors of the kernel do, or not at
    all.
    """
    heads, channels = heads_of(options), options.channels
    wide = 0 if options.final_act == "none" else 1 + (options.final_act == "glu")
    once = kernels_of(options) * 2 * options.d_state + 80 * heads
    first = heads if options.activation in ("gelu", "glu") else 0
    inside = channels if wide or options.activation == "relu" else 0
    last = wide if options.final_act != "id" else 0
    return Cost(
        flops=f"B*L*H*({2 * channels * wide}*H + {12 + 166 * heads}) + L*H*{once} + {kernel_flops}",
        activations=f"B*L*({2 * heads + first + inside + last + 1}*H + 2) + {2 * heads}*L*H",
    )
