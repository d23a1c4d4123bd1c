"""What a residual state-space block promises, whichever state matrix it has."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from graphnet.plugin import NO_DECAY, Cost, Declaration, OptimizerGroup, Parameter
from graphnet_s4.choice import BLOCK, ENDLESS, LONG, least_passed
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
    """Counted for one forward call.

    flops: the linear layer 2 H^2 for each of its inputs and outputs; per feature and position 8
    for the norm, 4 for activations and residual; and the convolution.

    activations: per feature and position what the convolution keeps and what its activation keeps;
    the linear layer's input, but where it is GELU's and GLU follows; what its activation keeps;
    dropouts' masks; the block's result; the norm's mean and deviation per position. Not counted:
    what grows with sqrt(L), as the factors of a kernel do, and what is only there for a while.
    """
    heads, channels = heads_of(options), options.channels
    wide = 0 if options.final_act == "none" else 1 + (options.final_act == "glu")
    first = heads if options.activation in ("gelu", "glu") else 0
    is_usual = (options.activation, options.final_act) == ("gelu", "glu")
    is_lean = is_usual and not options.has_dropout  # whose linear layer's input is made again
    inside = channels if (wide and not is_lean) or options.activation == "relu" else 0
    last = wide if options.final_act != "id" else 0
    masks = (heads + channels) * (options.dropout > 0) + (options.last_dropout > 0)
    kept = first + inside + last + masks + 1
    flops, spectra = _transforms(options, kernel_flops)
    convolution = _either(options, _products(options), flops)
    return Cost(
        flops=f"B*L*H*({2 * channels * wide}*H + 12) + {convolution}",
        activations=f"B*L*({kept}*H + 2) + {_either(options, _factors(options), spectra)}",
    )


def _either(options: SSMOptions, passing: str, transforms: str) -> str:
    """One or the other, by the length from which states are passed on."""
    least = least_passed(options)
    if least in (1, ENDLESS):
        return passing if least == 1 else transforms
    return f"min(1, L//{least})*({passing}) + (1 - min(1, L//{least}))*({transforms})"


def _block(options: SSMOptions) -> str:
    """T, the items of a block, as `block_of` has it."""
    if least_passed(options) >= LONG:
        return str(BLOCK)
    return f"(16 + 16*min(1, L//1024) + 32*min(1, L//{LONG}))"


def _blocks(options: SSMOptions) -> str:
    """64 / T: blocks in 64 items."""
    if least_passed(options) >= LONG:
        return "1"
    return f"(4 - 2*min(1, L//1024) - min(1, L//{LONG}))"


def _products(options: SSMOptions) -> str:
    """Operations of state passing: by the bands of a block, into its state and out of it.

    With a whole matrix a state costs 2 N^2 to carry over a block; and its factors, made once, are
    products of T x T and T x N numbers.
    """
    heads, N, T = heads_of(options), options.d_state, _block(options)
    items = f"B*L*H*({2 * heads}*{T} + {2 * N * (1 + heads)})"
    if not isinstance(options, S4Options):
        return items
    carried = f"B*L*H*{2 * N * N // BLOCK}*{_blocks(options)}"
    return f"{items} + {carried} + H*({2 * N * (2 + heads)}*{T}**2 + {2 * N * N}*{T})"


def _factors(options: SSMOptions) -> str:
    """The norm's result, what leads into a block's state and out of it, and over a block.

    The last is a matrix in S4, in float64, which counts as two numbers.
    """
    N = options.d_state
    moved = 2 * N * N if isinstance(options, S4Options) else 2 * N
    return f"B*L*H + H*({N * (1 + heads_of(options))}*{_block(options)} + {moved})"


def _transforms(options: SSMOptions, kernel_flops: str) -> tuple[str, str]:
    """Operations of transforms of length 2 L, and the numbers they keep.

    For each output 6 for the complex product of spectra, and 80 for each of two real transforms
    (2.5 n log2 n with n = 2 L, log2 n taken as 16: L = 32,768; 10 % less at L = 8,192). Once per
    channel, not per example: the kernels' products, 2 d_state for each, and their transform, 80;
    both directions lie on one circle of lags. And what the kernels take before, which does not
    grow with L. Kept are the spectrum of the norm's result for each output, and the kernels'.
    """
    heads = heads_of(options)
    once = kernels_of(options) * 2 * options.d_state + 80 * heads
    flops = f"B*L*H*{166 * heads} + L*H*{once} + {kernel_flops}"
    return flops, f"{2 * heads}*B*L*H + {2 * heads}*L*H"
