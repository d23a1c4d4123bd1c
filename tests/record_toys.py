"""Toys with records: a head that gives two fields, what carries them on, and what takes them."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from attrs import evolve, frozen
from torch import Generator, Tensor, nn

from graphnet.build.protocols import Code, Map, Sampling, State, Vector
from graphnet.diagnostics import Diagnostics
from graphnet.graph import Plan, plan_spec
from graphnet.plugin.types import (
    Declaration,
    DelayOptions,
    Expansion,
    Inner,
    NoOptions,
    Parameter,
    StageType,
)
from graphnet.registry import Registry
from tests.toys import BASE, read, toy_registry

FRAMES = "float (batch:B, time:L, feature:H)"
MIX = "{ weights: float (*S, mixture:K), means: float (*S, mixture:K) }"
HERE = "tests.record_toys"


@frozen(kw_only=True)
class RecordOptions:
    """Which record is given, as contract text."""

    record: str = MIX


def _mix(options: RecordOptions) -> Declaration:
    return Declaration(
        contract=f"float (*S, feature:H) -> {options.record}",
        effects=("positionwise",),
        parameters=(Parameter(name="weight", shape="(2*K, H)"),),
        implementation=f"{HERE}:Mix",
    )


def _uneven(_: NoOptions) -> Declaration:
    """One field has twice the components of the other."""
    return Declaration(
        contract=f"{FRAMES} -> {{ weights: float (batch:B, time:L, mixture:H), "
        "means: float (batch:B, time:L, mixture:2*H) }",
        effects=("positionwise",),
        implementation=f"{HERE}:Uneven",
    )


def _smooth(_: NoOptions) -> Declaration:
    """Acts on time alone, as a decoder does."""
    return Declaration(
        contract="float (batch:B, time:L, C) -> float (batch:B, time:L, C)",
        effects=("causal", "step"),
        implementation=f"{HERE}:Smooth",
    )


def _score(_: NoOptions) -> Declaration:
    return Declaration(
        contract={
            "in.main": MIX,
            "in.target": "int64 (*S, channel:1) in [0, n)",
            "out.main": "float (*S)",
        },
        effects=("positionwise",),
        implementation=f"{HERE}:Score",
    )


def _two(_: NoOptions) -> Declaration:
    """A record beside `main`, under another port."""
    return Declaration(
        contract={
            "in.main": FRAMES,
            "out.main": FRAMES,
            "out.side": "{ low: float (batch:B, time:L), high: float (batch:B, time:L) }",
        },
        effects=("positionwise",),
        implementation=f"{HERE}:Two",
    )


def _pick(_: NoOptions) -> Declaration:
    """Takes a record and a tensor beside it; gives frames."""
    return Declaration(
        contract={
            "in.main": FRAMES,
            "in.side": "{ high: float (batch:B, time:L), low: float (batch:B, time:L) }",
            "out.main": FRAMES,
        },
        effects=("positionwise",),
        implementation=f"{HERE}:Pick",
    )


def _house(_: NoOptions) -> Declaration:
    """A composite with a record at both ends."""
    stages = (Inner(name="first", use="rec.smooth"), Inner(name="second", use="rec.smooth"))
    return Declaration(contract=f"{MIX} -> {MIX}", expansion=Expansion(stages=stages))


def _clips(_: NoOptions) -> Declaration:
    """Codes and how many of them count."""
    return Declaration(
        contract={
            "out.main": "int64 (batch:B, time:L, channel:C) in [0, 2**bits)",
            "out.lengths": "int64 (batch:B) in [1, L]",
        },
        implementation="tests.toys:nothing",
        start="2**(bits - 1)",
    )


def _mask(_: NoOptions) -> Declaration:
    """Puts nothing behind the end of each example."""
    return Declaration(
        contract={
            "in.main": FRAMES,
            "in.lengths": "? int64 (batch:B) in [1, L]",
            "out.main": FRAMES,
        },
        effects=("positionwise",),
        implementation=f"{HERE}:Mask",
    )


def _late(_: NoOptions) -> Declaration:
    """A composite that delays a record before it goes on."""
    late = Inner(name="late", use="delay", options=DelayOptions(steps=2, start=0.5))
    stages = (late, Inner(name="then", use="rec.smooth"))
    return Declaration(contract=f"{MIX} -> {MIX}", expansion=Expansion(stages=stages))


STAGES = (
    StageType(name="rec.mix", summary="a record", declare=_mix, options=RecordOptions),
    StageType(name="rec.uneven", summary="an uneven record", declare=_uneven),
    StageType(name="rec.smooth", summary="acts on time alone", declare=_smooth),
    StageType(name="rec.two", summary="a record beside main", declare=_two),
    StageType(name="rec.pick", summary="takes a record beside main", declare=_pick),
    StageType(name="rec.house", summary="a composite of a record", declare=_house),
    StageType(name="rec.mask", summary="takes lengths", declare=_mask),
    StageType(name="rec.late", summary="a delayed record", declare=_late),
)
CLIPS = StageType(name="rec.clips", summary="codes with lengths", declare=_clips)
SCORE = StageType(name="rec.score", summary="scores a record", declare=_score)

RECORDS = BASE.replace('[stages.head]\nuse = "head"\nsizes = { C = "n" }', """\
[stages.head]
use   = "mix"
sizes = { K = 3 }

[stages.decoder]
use = "smooth\"""").replace('"nats"', '"score"')  # fmt: skip


def record_registry() -> Registry:
    """The toys and the toys with records."""
    toys = toy_registry()
    stages = {**toys.stages, **{stage.name: stage for stage in STAGES}}
    sources = {**toys.sources, CLIPS.name: CLIPS}
    objectives = {**toys.objectives, SCORE.name: SCORE}
    return evolve(toys, stages=stages, sources=sources, objectives=objectives)


def plan_records(text: str = RECORDS) -> tuple[Plan | None, Diagnostics]:
    """The plan of a text over the toys with records."""
    spec, problems = read(text)
    plan, found = plan_spec(spec, record_registry())
    return plan, problems + found


def record_plan(text: str = RECORDS) -> Plan:
    """The plan of a text that is right."""
    plan, problems = plan_records(text)
    if plan is None:
        raise AssertionError([(p.rule.code, p.message) for p in problems])
    return plan


def said(text: str) -> list[tuple[str, str]]:
    """Code and message of all that is found in a text."""
    return [(problem.rule.code, problem.message) for problem in plan_records(text)[1]]


# --- implementations ----------------------------------------------------------------------------


class Mix(nn.Module):
    def __init__(self, options: RecordOptions, sizes: Mapping[str, int]) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(2 * sizes["K"], sizes["H"]))

    def forward(self, main: Tensor) -> Mapping[str, Tensor]:
        weights, means = (main @ self.weight.T).chunk(2, dim=-1)
        return {"weights": weights, "means": means}

    def lower(self, code: Code, state: State, main: Vector) -> Mapping[str, Vector]:
        both = code.affine(Map(self.weight), main)
        half = both.size // 2
        return {"weights": both.part(0, half), "means": both.part(half, half)}


class Uneven(nn.Module):
    def __init__(self, options: NoOptions, sizes: Mapping[str, int]) -> None:
        super().__init__()

    def forward(self, main: Tensor) -> Mapping[str, Tensor]:
        return {"weights": main, "means": torch.cat([main, -main], dim=-1)}


class Smooth(nn.Module):
    """The mean of each item and the one before."""

    def __init__(self, options: NoOptions, sizes: Mapping[str, int]) -> None:
        super().__init__()
        self.sizes = dict(sizes)

    def forward(self, main: Tensor) -> Tensor:
        before = torch.cat([torch.zeros_like(main[:, :1]), main[:, :-1]], dim=1)
        return (main + before) / 2

    def initial_state(self, batch: int) -> tuple[Tensor, ...]:
        return (torch.zeros(batch, 1, dtype=torch.float64),)

    def step(self, main: Tensor, state: tuple[Tensor, ...]) -> tuple[Tensor, tuple[Tensor, ...]]:
        return (main + state[0]) / 2, (main,)

    def lower(self, code: Code, state: State, main: Vector) -> Vector:
        before = code.keep(state[0].expand(-1, main.size))
        half = code.keep(torch.zeros(code.batch, main.size))
        summed = code.add(main, before)
        code.copy(main, before)
        return code.add(half, summed, by=0.5)


class Score(nn.Module):
    def __init__(self, options: NoOptions, sizes: Mapping[str, int]) -> None:
        super().__init__()

    def forward(self, main: Mapping[str, Tensor], target: Tensor) -> Tensor:
        miss = (target - main["means"]) ** 2
        return (main["weights"].softmax(-1) * miss).sum(-1)

    def draw(self, main: Mapping[str, Tensor], generator: Generator, sampling: Sampling) -> Tensor:
        return main["means"].mean(-1, keepdim=True).abs().long() % 8


class Two(nn.Module):
    def __init__(self, options: NoOptions, sizes: Mapping[str, int]) -> None:
        super().__init__()

    def forward(self, main: Tensor) -> Mapping[str, Tensor | Mapping[str, Tensor]]:
        return {"main": 2 * main, "side": {"low": main.amin(-1), "high": main.amax(-1)}}


class Pick(nn.Module):
    def __init__(self, options: NoOptions, sizes: Mapping[str, int]) -> None:
        super().__init__()

    def forward(self, main: Tensor, side: Mapping[str, Tensor]) -> Tensor:
        return main + (side["high"] - side["low"])[..., None]


class Mask(nn.Module):
    def __init__(self, options: NoOptions, sizes: Mapping[str, int]) -> None:
        super().__init__()

    def forward(self, main: Tensor, lengths: Tensor | None = None) -> Tensor:
        if lengths is None:
            return main
        counts = torch.arange(main.shape[1])[None, :] < lengths[:, None]
        return main * counts[..., None]
