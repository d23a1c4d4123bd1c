"""Stage types that treat time in every way a declaration can say, and modules of some."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from attrs import evolve, frozen
from torch import Tensor, nn

from graphnet.plugin.types import Declaration, Expansion, Inner, NoOptions, StageType
from tests.toys import FRAMES


@frozen(kw_only=True)
class Amounts:
    """By how much: what each type makes of `by` and `width` stands at its declaration."""

    by: int = 1
    width: int = 1


@frozen(kw_only=True)
class BothWays:
    """A recurrence that may run both ways."""

    bidirectional: bool = False
    direction: Literal["forward", "both"] = "forward"


@frozen(kw_only=True)
class Reduction:
    """Which items of a sequence are kept."""

    mode: Literal["full", "last", "first"] = "last"


def _frames(*effects: str, state: tuple[str, ...] = (), out: str = "L") -> Declaration:
    return Declaration(
        contract=f"{FRAMES} -> float (batch:B, time:{out}, feature:H)",
        effects=effects,
        state=state,
        implementation="tests.toys:Scale",
    )


def _down(options: Amounts) -> Declaration:
    by = options.by
    plain = _frames("positionwise", f"ratio 1/{by}", out=f"L//{by}")
    built = "tests.graph.ticks:Mixed"
    return evolve(plain, where=(f"L % {by} == 0",), implementation=built)


def _up(options: Amounts) -> Declaration:
    plain = _frames("positionwise", f"ratio {options.by}", out=f"{options.by}*L")
    return evolve(plain, implementation="tests.graph.ticks:Held")


def _blocks(options: Amounts) -> Declaration:
    plain = _frames("positionwise", f"block {options.by}")
    return evolve(plain, implementation="tests.graph.ticks:Means")


def _both(options: BothWays) -> Declaration:
    if options.bidirectional or options.direction == "both":
        return _frames("global")
    return _frames("causal", "step", state=("float (batch:B, feature:H) = zeros",))


def _wrapped(options: BothWays) -> Declaration:
    stages = (
        Inner(name="first", use="tick.conv"),
        Inner(name="core", use="tick.both", options=options),
        Inner(name="last", use="tick.conv"),
    )
    return Declaration(contract=f"{FRAMES} -> {FRAMES}", expansion=Expansion(stages=stages))


def _reduce(options: Reduction) -> Declaration:
    if options.mode == "full":
        return _frames("positionwise")
    return Declaration(
        contract={
            "in.main": FRAMES,
            "in.lengths": "?int64 (batch:B) in [1, L]",
            "out.main": "float (batch:B, feature:H)",
        },
        effects=("global",),
        implementation="tests.toys:Scale",
    )


def _heeding(_: NoOptions) -> Declaration:
    return Declaration(
        contract={
            "in.main": FRAMES,
            "in.lengths": "?int64 (batch:B) in [1, L]",
            "out.main": FRAMES,
        },
        effects=("global", "padding-safe"),
        implementation="tests.toys:Scale",
    )


def _hiding(_: NoOptions) -> Declaration:
    expansion = Expansion(stages=(Inner(name="core", use="tick.heeding"),))
    return Declaration(contract=f"{FRAMES} -> {FRAMES}", expansion=expansion)


def _pooled(_: NoOptions) -> Declaration:
    return Declaration(
        contract=f"{FRAMES} -> float (batch:B, feature:H)",
        effects=("global",),
        implementation="tests.toys:Scale",
    )


def _vague(_: NoOptions) -> Declaration:
    shape = "float (*S, feature:H)"
    return Declaration(contract=f"{shape} -> {shape}", implementation="tests.toys:Scale")


def _clips(_: NoOptions) -> Declaration:
    return Declaration(
        contract={
            "out.main": "int64 (batch:B, time:L, channel:C) in [0, 2**bits)",
            "out.label": "int64 (batch:B) in [0, n)",
            "out.lengths": "int64 (batch:B) in [1, L]",
        },
        implementation="tests.toys:nothing",
        start="2**(bits - 1)",
    )


def _exact(_: NoOptions) -> Declaration:
    return Declaration(
        contract="-> int64 (batch:B, time:L, channel:C) in [0, 2**bits)",
        implementation="tests.toys:nothing",
        start="2**(bits - 1)",
        lossless="bits == 3",
    )


def _turns(_: NoOptions) -> Declaration:
    return Declaration(
        contract="int64 (batch:B, time:L, channel:C) in [0, n) -> "
        "int64 (batch:B, time:C*L, channel:1) in [0, n)",
        effects=("positionwise", "ratio C"),
        implementation="tests.toys:Scale",
        inverse="tests.toys:Scale",
    )


def _spread(_: NoOptions) -> Declaration:
    return Declaration(
        contract=f"int64 (batch:B, time:L, channel:C) in [0, n) -> {FRAMES}",
        effects=("positionwise",),
        implementation="tests.toys:Scale",
    )


def _mixed(_: NoOptions) -> Declaration:
    return evolve(_swap(NoOptions()), effects=("global",))


def _swap(_: NoOptions) -> Declaration:
    return Declaration(
        contract="int64 (batch:B, time:L, channel:C) in [0, n) -> "
        "int64 (batch:B, time:L, channel:C) in [0, n)",
        effects=("positionwise",),
        implementation="tests.toys:Scale",
    )


def _counted(_: NoOptions) -> Declaration:
    return Declaration(
        contract={
            "in.main": "float (*S, class:C)",
            "in.target": "int64 (*S) in [0, C)",
            "out.main": "float (*S)",
        },
        effects=("positionwise",),
        implementation="tests.toys:Nats",
    )


TYPES = (
    StageType(
        name="tick.conv",
        summary="sees itself and some before",
        declare=lambda o: _frames("causal", f"field {o.width}"),
        options=Amounts,
    ),
    StageType(
        name="tick.look",
        summary="sees some before and some after",
        declare=lambda o: _frames(f"lookahead {o.by}", f"field {o.width}"),
        options=Amounts,
    ),
    StageType(name="tick.down", summary="one for some", declare=_down, options=Amounts),
    StageType(
        name="tick.up",
        summary="some for one",
        declare=_up,
        options=Amounts,
    ),
    StageType(
        name="tick.blocks",
        summary="blocks by themselves",
        declare=_blocks,
        options=Amounts,
    ),
    StageType(
        name="tick.slow",
        summary="waits longer than it must",
        declare=lambda o: _frames("causal", "field 1", f"latency {o.by}"),
        options=Amounts,
    ),
    StageType(
        name="tick.sum",
        summary="remembers everything",
        declare=lambda _: _frames("causal", "step", state=("float (batch:B, feature:H) = zeros",)),
    ),
    StageType(
        name="tick.bare",
        summary="remembers everything and does not say so",
        declare=lambda _: _frames("causal", "step"),
    ),
    StageType(
        name="tick.safe",
        summary="both ways, heeding padding",
        declare=lambda _: _frames("global", "padding-safe"),
    ),
    StageType(name="tick.heeding", summary="both ways up to lengths", declare=_heeding),
    StageType(name="tick.hiding", summary="wires no lengths inside", declare=_hiding),
    StageType(name="tick.both", summary="may run both ways", declare=_both, options=BothWays),
    StageType(name="tick.wrapped", summary="a composite", declare=_wrapped, options=BothWays),
    StageType(name="tick.reduce", summary="full or last", declare=_reduce, options=Reduction),
    StageType(name="tick.pooled", summary="the mean of all", declare=_pooled),
    StageType(name="tick.vague", summary="promises nothing", declare=_vague),
    StageType(name="tick.five", summary="five items", declare=lambda _: _frames("global", out="5")),
    StageType(name="tick.spread", summary="frames to features", declare=_spread),
    StageType(name="tick.turns", summary="channels in turns", declare=_turns),
    StageType(name="tick.mixed", summary="mixes all frames", declare=_mixed),
    StageType(name="tick.swap", summary="has no inverse", declare=_swap),
)
SOURCES = (
    StageType(name="tick.clips", summary="clips with labels", declare=_clips),
    StageType(name="tick.exact", summary="codes kept exactly", declare=_exact),
)
OWN = frozenset(each.name for each in TYPES)
COUNTED = StageType(name="tick.counted", summary="nats of labels", declare=_counted)


class Means(nn.Module):
    """Gives every item of a block the block's mean."""

    def __init__(self, options: Amounts, sizes: Mapping[str, int]) -> None:
        super().__init__()
        self.by = options.by

    def forward(self, main: Tensor) -> Tensor:
        batch, items, width = main.shape
        blocks = main.reshape(batch, items // self.by, self.by, width)
        return blocks.mean(2).repeat_interleave(self.by, 1)


class Mixed(nn.Module):
    """Gives one item for a block, which depends on all of them and on their order."""

    def __init__(self, options: Amounts, sizes: Mapping[str, int]) -> None:
        super().__init__()
        self.by = options.by

    def forward(self, main: Tensor) -> Tensor:
        return main[:, :: self.by] - 2 * main[:, self.by - 1 :: self.by]


class Held(nn.Module):
    """Gives every item several times."""

    def __init__(self, options: Amounts, sizes: Mapping[str, int]) -> None:
        super().__init__()
        self.by = options.by

    def forward(self, main: Tensor) -> Tensor:
        return main.repeat_interleave(self.by, 1)
