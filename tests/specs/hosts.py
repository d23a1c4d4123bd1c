"""Stage types of other houses, as their authors would declare them; some of them are mistakes."""

from __future__ import annotations

from typing import Literal

from attrs import evolve, field, frozen, validators

from graphnet.plugin.types import Declaration, Expansion, Inner, NoOptions, StageType
from graphnet.registry import BrokenPlugin, Registry

FRAMES = "float (batch:B, time:L, feature:H)"
NOWHERE = "tests.specs.hosts:nothing"


@frozen(kw_only=True)
class Mamba2Options:
    """The options of Mamba-2 that its kernel divides by."""

    expand: int = 2
    d_state: int = 128
    headdim: int = 64
    ngroups: int = 1


def _mamba2(options: Mamba2Options) -> Declaration:
    """The conditions of state-spaces/mamba: whole heads, and a projection of whole vectors of 8."""
    inner = f"{options.expand}*H"
    states = 2 * options.ngroups * options.d_state
    return Declaration(
        contract=f"{FRAMES} -> {FRAMES}",
        where=(
            f"({inner}) % {options.headdim} == 0",
            f"(2*{inner} + {states} + {inner}//{options.headdim}) % 8 == 0",
        ),
        effects=("causal",),
        implementation=NOWHERE,
    )


@frozen(kw_only=True)
class ScanOptions:
    """The kernel was compiled for at most 256 states."""

    d_state: int = field(default=16, validator=validators.le(256))


def _scan(_: ScanOptions) -> Declaration:
    """One block of the launch grid for each example and feature."""
    return Declaration(
        contract=f"{FRAMES} -> {FRAMES}",
        where=("B*H <= 65535",),
        effects=("causal",),
        implementation=NOWHERE,
    )


def _conv(_: NoOptions) -> Declaration:
    return Declaration(
        contract=f"{FRAMES} -> {FRAMES}",
        where=("H % 8 == 0",),
        effects=("causal",),
        implementation=NOWHERE,
    )


@frozen(kw_only=True)
class HalfOptions:
    """Which floating dtype comes out."""

    dtype: Literal["float16", "float32"] = "float32"


def _half(options: HalfOptions) -> Declaration:
    return Declaration(
        contract=f"{FRAMES} -> {options.dtype} (batch:B, time:L, feature:H)",
        effects=("positionwise",),
        implementation=NOWHERE,
    )


def _exact(_: NoOptions) -> Declaration:
    return Declaration(
        contract="float32|float64 (batch:B, time:L, feature:H)"
        " -> float32 (batch:B, time:L, feature:H)",
        effects=("causal",),
        implementation=NOWHERE,
    )


@frozen(kw_only=True)
class TokensOptions:
    """Whether words that are no numbers are passed on as they are."""

    mixed: bool = False


def _tokens(options: TokensOptions) -> Declaration:
    dtype = "int64|float32" if options.mixed else "int64"
    return Declaration(
        contract="int64 (batch:B, time:L, channel:C) in [0, n)"
        f" -> {dtype} (batch:B, time:L, channel:C) in [0, n)",
        effects=("positionwise",),
        implementation=NOWHERE,
    )


@frozen(kw_only=True)
class MeasureOptions:
    """How the states of an old S4 layer begin."""

    measure: Literal["legs", "legt"] = "legs"


def _measure(options: MeasureOptions) -> Declaration:
    """What was left behind when `legsd` was removed: one option value still means it."""
    use = "old.legsd" if options.measure == "legs" else "old.legt"
    inner = Inner(name="kernel", use=use)
    return Declaration(contract=f"{FRAMES} -> {FRAMES}", expansion=Expansion(stages=(inner,)))


def _legt(_: NoOptions) -> Declaration:
    return Declaration(
        contract=f"{FRAMES} -> {FRAMES}", effects=("causal",), implementation=NOWHERE
    )


@frozen(kw_only=True)
class StrideOptions:
    """By how much time is pooled."""

    stride: int = 4


def _down(options: StrideOptions) -> Declaration:
    return Declaration(
        contract=f"{FRAMES} -> float (batch:B, time:L//{options.stride}, feature:H)",
        where=(f"L % {options.stride} == 0",),
        effects=("positionwise", f"ratio 1/{options.stride}"),
        implementation=NOWHERE,
    )


@frozen(kw_only=True)
class PooledOptions:
    """Which name the inner pool is handed its factor under."""

    word: Literal["pool", "stride"] = "stride"


def _pooled(options: PooledOptions) -> Declaration:
    """A composite that was not told that the pool's option has another name now."""
    inner = Inner(name="down", use="old.down", options=StrideOptions(**{options.word: 4}))
    return Declaration(
        contract=f"{FRAMES} -> float (batch:B, time:L//4, feature:H)",
        expansion=Expansion(stages=(inner,)),
    )


@frozen(kw_only=True)
class BiRnnOptions:
    """Whether a second network reads from the end."""

    bidirectional: bool = False


def _rnn(options: BiRnnOptions) -> Declaration:
    return Declaration(
        contract=f"{FRAMES} -> {FRAMES}",
        effects=() if options.bidirectional else ("causal",),
        implementation=NOWHERE,
    )


def _up(options: StrideOptions) -> Declaration:
    return Declaration(
        contract=f"{FRAMES} -> float (batch:B, time:{options.stride}*L, feature:H)",
        effects=("positionwise", f"ratio {options.stride}"),
        implementation=NOWHERE,
    )


def _wider(_: NoOptions) -> Declaration:
    return Declaration(
        contract=f"{FRAMES} -> float (batch:B, time:L, feature:2*H)",
        effects=("positionwise",),
        implementation=NOWHERE,
    )


def _levels(_: NoOptions) -> Declaration:
    """Codes whose range nobody states."""
    return Declaration(
        contract="int64 (batch:B, time:L, channel:C) -> int64 (batch:B, time:L, channel:C)",
        effects=("positionwise",),
        implementation=NOWHERE,
    )


@frozen(kw_only=True)
class ShiftedOptions:
    """How far values move down."""

    by: int = 0


def _shifted(options: ShiftedOptions) -> Declaration:
    return Declaration(
        contract="int64 (batch:B, time:L, channel:C) in [0, n)"
        f" -> int64 (batch:B, time:L, channel:C) in [-{options.by}, n - {options.by})",
        effects=("positionwise",),
        implementation=NOWHERE,
    )


STAGES = (
    StageType(name="mamba.mamba2", summary="Mamba-2", declare=_mamba2, options=Mamba2Options),
    StageType(name="mamba.scan", summary="selective scan", declare=_scan, options=ScanOptions),
    StageType(name="mamba.mixer", summary="causal convolution in vectors of 8", declare=_conv),
    StageType(name="old.half", summary="another precision", declare=_half, options=HalfOptions),
    StageType(name="old.nplr", summary="exact precisions only", declare=_exact),
    StageType(name="old.tokens", summary="words", declare=_tokens, options=TokensOptions),
    StageType(name="old.layer", summary="an S4 layer", declare=_measure, options=MeasureOptions),
    StageType(name="old.legt", summary="its kernel", declare=_legt),
    StageType(name="old.down", summary="pools", declare=_down, options=StrideOptions),
    StageType(name="old.pooled", summary="a composite", declare=_pooled, options=PooledOptions),
    StageType(name="old.up", summary="spreads", declare=_up, options=StrideOptions),
    StageType(name="old.wider", summary="doubles the features", declare=_wider),
    StageType(name="old.levels", summary="codes of unknown range", declare=_levels),
    StageType(name="old.shifted", summary="moved codes", declare=_shifted, options=ShiftedOptions),
    StageType(name="old.rnn", summary="a recurrent network", declare=_rnn, options=BiRnnOptions),
)

BROKEN = BrokenPlugin(
    name="voice",
    distribution="graphnet-voice",
    version="0.3",
    reason="needs the plugin API 1.*, this is 0.1.0",
    next="pip install --upgrade graphnet-voice",
    needs_other_api=True,
)


def with_hosts(registry: Registry) -> Registry:
    """A registry with these stage types, and with one plugin that cannot be used."""
    return evolve(
        registry,
        stages={**registry.stages, **{stage.name: stage for stage in STAGES}},
        broken=(*registry.broken, BROKEN),
    )
