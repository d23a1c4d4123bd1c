"""What one residual S4D block promises."""

from __future__ import annotations

from graphnet.plugin import NO_DECAY, Cost, Declaration, Parameter
from graphnet_s4.declarations.norm import norm_parameters
from graphnet_s4.flavour import traits_of
from graphnet_s4.options import S4DOptions

FRAMES = "features float (batch:B, time:L, feature:H)"
SAME = f"{FRAMES} -> {FRAMES}"
BOTH_WAYS = {
    "in.main": FRAMES,
    "in.lengths": "?int64 (batch:B) in [1, L]",  # what comes after them is padding
    "out.main": FRAMES,
}


def declare_s4d(options: S4DOptions) -> Declaration:
    """The declaration for these options."""
    return Declaration(
        contract=BOTH_WAYS if options.bidirectional else SAME,
        effects=("global", "padding-safe") if options.bidirectional else ("causal", "step"),
        state=() if options.bidirectional else _state(options.d_state // 2),
        parameters=_parameters(options),
        cost=_cost(options),
        implementation="graphnet_s4.modules.s4d:S4D",
    )


def _state(N: int) -> tuple[str, ...]:
    return (
        f"float (batch:B, feature:H, {N}, 2) = zeros",
        f"float (feature:H, {N}, 2) = transition",
        f"float (feature:H, {N}, 2) = readout",
    )


def _parameters(options: S4DOptions) -> tuple[Parameter, ...]:
    traits, N = traits_of(options.flavour), options.d_state // 2
    S, slow = "1" if traits.has_shared_ssm else "H", traits.ssm_group
    return (
        *norm_parameters(traits.norm),
        Parameter(name="kernel.C", shape=f"({_directions(options)}, H, {N}, 2)"),
        Parameter(name="kernel.B", shape=f"(1, {S}, {N}, 2)", group=slow),
        Parameter(name="kernel.inv_dt", shape="(H, 1)", group=slow),
        Parameter(name="kernel.A_real", shape=f"({S}, {N})", group=slow),
        Parameter(name="kernel.A_imag", shape=f"({S}, {N})", group=slow),
        Parameter(name="D", shape="(1, H)"),
        Parameter(name="output.weight", shape="(2*H, H)"),
        Parameter(name="output.bias", shape="(2*H)", group=NO_DECAY),
    )


def _directions(options: S4DOptions) -> int:
    return 2 if options.bidirectional else 1


def _cost(options: S4DOptions) -> Cost:
    """Counted for one forward call with transforms of length 2 L.

    flops: the linear layer 4 H^2; per feature and position 8 for the norm, 4 for GELU, GLU and
    residual, 6 for the complex product of spectra, and 80 for each of two real transforms
    (2.5 n log2 n with n = 2 L, log2 n taken as 16: L = 32,768; 10 % less at L = 8,192). Once per
    channel, not per example: the kernel's product 4 N and its transform 80.
    activations: per feature and position the spectrum of the norm's result (2), the convolution's
    output, the GELU's, the linear layer's (2) and the block's; the norm's mean and
    deviation per position; the kernel's spectrum once. Not counted: what grows with sqrt(L), as
    the factors of the kernel do, or not at all. A second direction costs another kernel; both lie
    on one circle of lags, so that the transforms are no longer.
    """
    products = _directions(options) * 2 * options.d_state
    return Cost(
        flops=f"B*L*H*(4*H + 178) + L*H*{products + 80}",
        activations="B*L*(7*H + 2) + 2*L*H",
    )
