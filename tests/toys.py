"""A registry of small stage types for tests of the core, so that none depends on a plugin."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from attrs import frozen
from torch import Tensor, nn

from graphnet.build.protocols import Code, Map, NotLowered, State, Vector
from graphnet.diagnostics import Diagnostics
from graphnet.graph import Plan, plan_spec
from graphnet.plugin.types import (
    Cost,
    Declaration,
    DelayOptions,
    Expansion,
    Inner,
    NoOptions,
    Parameter,
    StageType,
)
from graphnet.registry import Registry
from graphnet.spec.load import spec_from_text
from graphnet.spec.spec import Spec
from graphnet.text import SourceText

FRAMES = "float (batch:B, time:L, feature:H)"


@frozen(kw_only=True)
class PoolOptions:
    """By how much time is pooled."""

    by: int = 2


def _source(_: NoOptions) -> Declaration:
    return Declaration(
        contract="-> int64 (batch:B, time:L, channel:C) in [0, 2**bits)",
        implementation="tests.toys:nothing",
        start="2**(bits - 1)",
    )


def _embed(_: NoOptions) -> Declaration:
    return Declaration(
        contract=f"int64 (batch:B, time:L, channel:1) in [0, n) -> {FRAMES}",
        effects=("positionwise",),
        parameters=(Parameter(name="weight", shape="(n, H)"),),
        cost=Cost(activations="B*L*H"),
        implementation="tests.toys:Embed",
    )


def _same(effects: tuple[str, ...], implementation: str) -> Declaration:
    return Declaration(
        contract=f"{FRAMES} -> {FRAMES}",
        effects=effects,
        cost=Cost(flops="B*L*H", activations="B*L*H"),
        implementation=f"tests.toys:{implementation}",
    )


def _down(options: PoolOptions) -> Declaration:
    return Declaration(
        contract=f"{FRAMES} -> float (batch:B, time:L // {options.by}, feature:{options.by} * H)",
        where=(f"L % {options.by} == 0",),
        effects=("positionwise", f"ratio 1/{options.by}"),
        implementation="tests.toys:Down",
    )


def _up(options: PoolOptions) -> Declaration:
    return Declaration(
        contract=f"{FRAMES} -> float (batch:B, time:{options.by} * L, feature:H // {options.by})",
        where=(f"H % {options.by} == 0",),
        effects=("positionwise", f"ratio {options.by}"),
        implementation="tests.toys:Up",
    )


def _net(options: PoolOptions, recurrence: str = "toy.running-sum") -> Declaration:
    late = DelayOptions(steps=options.by)
    stages = (
        Inner(name="down", use="toy.down", options=options),
        Inner(name="sum", use=recurrence),
        Inner(name="up", use="toy.up", options=options),
        Inner(name="late", use="delay", options=late),
        Inner(name="join", use="toy.join", inputs={"main": "late", "skip": "in.main"}),
    )
    return Declaration(contract=f"{FRAMES} -> {FRAMES}", expansion=Expansion(stages=stages))


def _pair(_: NoOptions) -> Declaration:
    return Declaration(
        contract="float (batch:B, time:2 * K, feature:H) -> float (batch:B, time:K, feature:H)",
        effects=("positionwise", "ratio 1/2"),
        implementation="tests.toys:Pair",
    )


def _join(_: NoOptions) -> Declaration:
    return Declaration(
        contract={"in.main": "float (*S)", "in.skip": "float (*S)", "out.main": "float (*S)"},
        effects=("positionwise",),
        implementation="tests.toys:Join",
    )


def _head(_: NoOptions) -> Declaration:
    return Declaration(
        contract="float (*S, feature:H) -> float (*S, class:C)",
        effects=("positionwise",),
        parameters=(Parameter(name="weight", shape="(C, H)"),),
        cost=Cost(flops="2*prod(S)*H*C", activations="prod(S)*C"),
        implementation="tests.toys:Head",
    )


def _liar(_: NoOptions) -> Declaration:
    return Declaration(
        contract=f"{FRAMES} -> {FRAMES}",
        effects=("positionwise",),
        parameters=(Parameter(name="weight", shape="(H, 2)"),),
        implementation="tests.toys:Liar",
    )


def _nats(_: NoOptions) -> Declaration:
    return Declaration(
        contract={
            "in.main": "float (*S, class:C)",
            "in.target": "int64 (*S, channel:1) in [0, C)",
            "out.main": "float (*S)",
        },
        effects=("positionwise",),
        implementation="tests.toys:Nats",
    )


def toy_registry() -> Registry:
    """The toys as a registry."""
    stages = (
        StageType(name="toy.embed", summary="codes to frames", declare=_embed),
        StageType(
            name="toy.scale",
            summary="each by itself",
            declare=lambda _: _same(("positionwise",), "Scale"),
        ),
        StageType(
            name="toy.running-sum",
            summary="a recurrence",
            declare=lambda _: _same(("causal", "step"), "RunningSum"),
        ),
        StageType(
            name="toy.fast-sum",
            summary="a recurrence that chunks",
            declare=lambda _: _same(("causal", "step"), "FastSum"),
        ),
        StageType(
            name="toy.ahead",
            summary="sees two items ahead",
            declare=lambda _: _same(("lookahead 2",), "Scale"),
        ),
        StageType(
            name="toy.whole", summary="promises nothing", declare=lambda _: _same((), "Scale")
        ),
        StageType(
            name="toy.lost",
            summary="has no implementation",
            declare=lambda _: _same(("positionwise",), "Nowhere"),
        ),
        StageType(name="toy.down", summary="pools", declare=_down, options=PoolOptions),
        StageType(name="toy.up", summary="spreads", declare=_up, options=PoolOptions),
        StageType(name="toy.net", summary="a composite", declare=_net, options=PoolOptions),
        StageType(
            name="toy.fast-net",
            summary="a composite that chunks",
            declare=lambda options: _net(options, "toy.fast-sum"),
            options=PoolOptions,
        ),
        StageType(name="toy.pair", summary="halves time", declare=_pair),
        StageType(name="toy.join", summary="adds", declare=_join),
        StageType(name="toy.head", summary="frames to scores", declare=_head),
        StageType(name="toy.liar", summary="breaks its promise", declare=_liar),
    )
    return Registry(
        stages={stage.name: stage for stage in stages},
        sources={"toy.codes": StageType(name="toy.codes", summary="codes", declare=_source)},
        objectives={"toy.nats": StageType(name="toy.nats", summary="nats", declare=_nats)},
    )


BASE = """\
format = 1
name   = "toy"

[sizes]
n = 8
H = 4

[source]
use      = "codes"
contract = "-> int64 (B, L, 1) in [0, n)"

[stages.embed]
use      = "embed"
contract = "int64 (B, L, 1) in [0, n) -> float (B, L, H)"

[stages.net]
use = "net"

[stages.head]
use = "head"
sizes = { C = "n" }

[objective]
use     = "nats"
predict = "next"
"""


def read(text: str) -> tuple[Spec, Diagnostics]:
    """A spec from its text."""
    spec, problems = spec_from_text(SourceText("toy.toml", text))
    if spec is None:
        raise AssertionError(problems)
    return spec, problems


def plan_text(text: str) -> tuple[Plan | None, Diagnostics]:
    """The plan of a spec's text over the toys, with everything that was found on the way."""
    spec, problems = read(text)
    plan, found = plan_spec(spec, toy_registry())
    return plan, problems + found


def toy_plan(text: str = BASE) -> Plan:
    """The plan of a spec that is right."""
    plan, problems = plan_text(text)
    if plan is None:
        raise AssertionError([(p.rule.code, p.message) for p in problems])
    return plan


def codes(text: str) -> list[str]:
    """The codes of all that is found in a spec's text, in order."""
    return [problem.rule.code for problem in plan_text(text)[1]]


# --- implementations ----------------------------------------------------------------------------


class Embed(nn.Module):
    def __init__(self, options: NoOptions, sizes: Mapping[str, int]) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(sizes["n"], sizes["H"]))

    def forward(self, main: Tensor) -> Tensor:
        return self.weight[main[..., 0]]

    def lower(self, code: Code, state: State, main: Vector) -> Vector:
        return code.gather(self.weight, main)


class Scale(nn.Module):
    def __init__(self, options: NoOptions, sizes: Mapping[str, int]) -> None:
        super().__init__()

    def forward(self, main: Tensor) -> Tensor:
        return 2 * main

    def lower(self, code: Code, state: State, main: Vector) -> Vector:
        return code.add(main, main)


class RunningSum(nn.Module):
    def __init__(self, options: NoOptions, sizes: Mapping[str, int]) -> None:
        super().__init__()
        self.width = sizes["H"]

    def forward(self, main: Tensor) -> Tensor:
        return main.cumsum(1)

    def initial_state(self, batch: int) -> tuple[Tensor, ...]:
        return (torch.zeros(batch, self.width, dtype=torch.float64),)

    def step(self, main: Tensor, state: tuple[Tensor, ...]) -> tuple[Tensor, tuple[Tensor, ...]]:
        total = state[0] + main
        return total, (total,)

    def lower(self, code: Code, state: State, main: Vector) -> Vector:
        kept = code.keep(state[0])
        total = code.add(kept, main)
        code.copy(total, kept)
        return total


class FastSum(RunningSum):
    """A running sum that takes chunks, and remembers how many items each had."""

    def __init__(self, options: NoOptions, sizes: Mapping[str, int]) -> None:
        super().__init__(options, sizes)
        self.chunks: list[int] = []

    def chunk(self, main: Tensor, state: tuple[Tensor, ...]) -> tuple[Tensor, tuple[Tensor, ...]]:
        self.chunks.append(main.shape[1])
        total = state[0][:, None] + main.cumsum(1)
        return total, (total[:, -1].clone(),)


class Down(nn.Module):
    def __init__(self, options: PoolOptions, sizes: Mapping[str, int]) -> None:
        super().__init__()
        self.by = options.by

    def forward(self, main: Tensor) -> Tensor:
        return main.reshape(main.shape[0], main.shape[1] // self.by, -1)

    def lower(self, code: Code, state: State, main: Vector) -> Vector:
        return main


class Up(nn.Module):
    def __init__(self, options: PoolOptions, sizes: Mapping[str, int]) -> None:
        super().__init__()
        self.by = options.by

    def forward(self, main: Tensor) -> Tensor:
        return main.reshape(main.shape[0], main.shape[1] * self.by, -1)

    def lower(self, code: Code, state: State, main: Vector) -> Vector:
        return main


class Pair(nn.Module):
    def __init__(self, options: NoOptions, sizes: Mapping[str, int]) -> None:
        super().__init__()

    def forward(self, main: Tensor) -> Tensor:
        return main[:, ::2] + main[:, 1::2]


class Join(nn.Module):
    def __init__(self, options: NoOptions, sizes: Mapping[str, int]) -> None:
        super().__init__()

    def forward(self, main: Tensor, skip: Tensor) -> Tensor:
        return main + skip

    def lower(self, code: Code, state: State, main: Vector, skip: Vector) -> Vector:
        return code.add(main, skip)


class Head(nn.Module):
    def __init__(self, options: NoOptions, sizes: Mapping[str, int]) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(sizes["C"], sizes["H"]))

    def forward(self, main: Tensor) -> Tensor:
        return main @ self.weight.T

    def lower(self, code: Code, state: State, main: Vector) -> Vector | NotLowered:
        return code.affine(Map(self.weight), main)


class Liar(nn.Module):
    def __init__(self, options: NoOptions, sizes: Mapping[str, int]) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(sizes["H"], 3))


class Nats(nn.Module):
    def __init__(self, options: NoOptions, sizes: Mapping[str, int]) -> None:
        super().__init__()

    def forward(self, main: Tensor, target: Tensor) -> Tensor:
        return -main.log_softmax(-1).gather(-1, target)[..., 0]
