"""A toy plugin whose stages promise one thing and do another, each beside an honest twin."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

import torch
from attrs import frozen
from torch import Generator, Tensor, nn
from torch.nn import functional

from graphnet.build.protocols import Sampling
from graphnet.plugin.types import (
    Declaration,
    NoOptions,
    Normalised,
    Parameter,
    ReachableFloor,
    Reorders,
    StageType,
)
from graphnet.registry import Registry
from tests.toys import toy_registry

Sizes = Mapping[str, int]
State = tuple[Tensor, ...]
FRAMES = "float (batch:B, time:L, feature:H)"
SAME = f"{FRAMES} -> {FRAMES}"
TAPS = 4


class Plain(nn.Module):
    """A stage without options or parameters."""

    def __init__(self, _options: object, sizes: Sizes) -> None:
        super().__init__()
        self.sizes = dict(sizes)


# --- shapes --------------------------------------------------------------------------------------


class Folds32(Plain):
    def forward(self, main: Tensor) -> Tensor:
        return main.reshape(main.shape[0], 32, -1).reshape(main.shape)


class Special32(Plain):
    """Right in shape at any length, another function at 32."""

    def forward(self, main: Tensor) -> Tensor:
        return 2 * main if main.shape[1] == 32 else main


class UpTo64(Plain):
    """Holds a table of 64 positions, which its declaration does not say."""

    def forward(self, main: Tensor) -> Tensor:
        return main + torch.zeros(64, main.shape[-1], dtype=main.dtype)[: main.shape[1]]


class Branches(Plain):
    """Honest: another way to the same result for long sequences."""

    def forward(self, main: Tensor) -> Tensor:
        return main * 2 if main.shape[1] <= 1000 else main + main


class Loops(Plain):
    """Honest, and beyond what a trace can follow."""

    def forward(self, main: Tensor) -> Tensor:
        return torch.stack([main[:, t] for t in range(main.shape[1])], dim=1)


class FixedWidth(Plain):
    """Works at the width of the example only."""

    def forward(self, main: Tensor) -> Tensor:
        return main @ torch.ones(4, 4, dtype=main.dtype)


class OneTooLong(Plain):
    def forward(self, main: Tensor) -> Tensor:
        return functional.pad(main, (0, 0, 0, TAPS - 1))


class WrongKey(Plain):
    def forward(self, main: Tensor) -> dict[str, Tensor]:
        return {"mean": main}


class RightKey(Plain):
    def forward(self, main: Tensor) -> dict[str, Tensor]:
        return {"main": main}


class OtherNames(Plain):
    def forward(self, inputs: Tensor) -> Tensor:
        return inputs


class Flipped(Plain):
    """Takes its ports in another order and under another name."""

    def forward(self, x: Tensor) -> Tensor:
        return x


class HalfPrecision(Plain):
    def forward(self, main: Tensor) -> Tensor:
        return main.half()


# --- values --------------------------------------------------------------------------------------


class Views(Plain):
    def forward(self, main: Tensor) -> Tensor:
        return main.view(-1).view(main.shape)


class Reshapes(Plain):
    def forward(self, main: Tensor) -> Tensor:
        return main.reshape(-1).reshape(main.shape)


class WritesInput(Plain):
    def forward(self, main: Tensor) -> Tensor:
        return main.mul_(2)


class NormalisesBatch(Plain):
    def forward(self, main: Tensor) -> Tensor:
        return main - main.mean(0, keepdim=True)


class Infinite(Plain):
    def forward(self, main: Tensor) -> Tensor:
        return torch.log(main)


class Dead(Plain):
    def __init__(self, options: object, sizes: Sizes) -> None:
        super().__init__(options, sizes)
        self.weight = nn.Parameter(torch.ones(sizes["H"]))
        self.unused = nn.Parameter(torch.ones(sizes["H"]))

    def forward(self, main: Tensor) -> Tensor:
        return main * self.weight


class Alive(Dead):
    def forward(self, main: Tensor) -> Tensor:
        return main * self.weight + self.unused


# --- time ----------------------------------------------------------------------------------------


class Centred(Plain):
    """Sees two items back and one ahead."""

    def forward(self, main: Tensor) -> Tensor:
        past = functional.pad(main, (0, 0, 1, 1))
        return past[:, :-2] + past[:, 1:-1] + past[:, 2:]


class FaintlyAhead(Plain):
    """Its gate is closed at the start, and what it lets through then comes from the future."""

    def __init__(self, options: object, sizes: Sizes) -> None:
        super().__init__(options, sizes)
        self.gate = nn.Parameter(torch.zeros(1))

    def forward(self, main: Tensor) -> Tensor:
        ahead = functional.pad(main[:, 1:], (0, 0, 0, 1))
        return main + 1e-3 * self.gate * ahead


class Past(Plain):
    """Sees `TAPS` items, the last of them its own."""

    def forward(self, main: Tensor) -> Tensor:
        padded = functional.pad(main, (0, 0, TAPS - 1, 0))
        length = main.shape[1]
        taps = [padded[:, i : i + length] for i in range(TAPS)]
        return torch.stack(taps).sum(0)


class ByTransform(Plain):
    """Honest: causal, by way of a Fourier transform."""

    def forward(self, main: Tensor) -> Tensor:
        n = 2 * main.shape[1]
        kernel = torch.exp(-torch.arange(main.shape[1], dtype=main.dtype))
        spectrum = torch.fft.rfft(main, n=n, dim=1) * torch.fft.rfft(kernel, n=n)[:, None]
        found: Tensor = torch.fft.irfft(spectrum, n=n, dim=1)[:, : main.shape[1]]
        return found


class NarrowTransform(ByTransform):
    """Honest, and computes in float32 whatever it is given."""

    def forward(self, main: Tensor) -> Tensor:
        return super().forward(main.float()).to(main.dtype)


class PlaceBias(Plain):
    """Each item by itself, and something of its place."""

    def forward(self, main: Tensor) -> Tensor:
        return main + torch.arange(main.shape[1], dtype=main.dtype)[:, None]


class PadsBlind(Plain):
    """The mean of all items, padding too."""

    def forward(self, main: Tensor, lengths: Tensor | None = None) -> Tensor:
        return main + main.mean(1, keepdim=True)


class PadsSafe(Plain):
    def forward(self, main: Tensor, lengths: Tensor | None = None) -> Tensor:
        if lengths is None:
            return main + main.mean(1, keepdim=True)
        inside = torch.arange(main.shape[1])[None, :] < lengths[:, None]
        kept = main * inside[..., None].to(main.dtype)
        return main + kept.sum(1, keepdim=True) / lengths[:, None, None].to(main.dtype)


class SelectsLast(Plain):
    """The last item everywhere, or the last of what is real; honest."""

    def forward(self, main: Tensor, lengths: Tensor | None = None) -> Tensor:
        if lengths is None:
            return main[:, -1:].expand(main.shape)
        return main[torch.arange(len(main)), lengths - 1][:, None].expand(main.shape)


class SelectsMean(Plain):
    def forward(self, main: Tensor, lengths: Tensor | None = None) -> Tensor:
        return main.mean(1, keepdim=True).expand(main.shape)


class SelectsLoudest(Plain):
    """Items as they are, chosen by their values."""

    def forward(self, main: Tensor, lengths: Tensor | None = None) -> Tensor:
        places = main.abs().sum(-1).argmax(1)
        return main[torch.arange(len(main)), places][:, None].expand(main.shape)


class SelectsNarrow(Plain):
    """Works at the planned width alone."""

    def forward(self, main: Tensor, lengths: Tensor | None = None) -> Tensor:
        return main @ torch.eye(self.sizes["H"], dtype=main.dtype)


class SelectsTooLong(Plain):
    """Honest without lengths, and something else with them."""

    def forward(self, main: Tensor, lengths: Tensor | None = None) -> Tensor:
        return main if lengths is None else 2 * main


# --- step ----------------------------------------------------------------------------------------


class Recurrence(Plain):
    """A running sum and a tanh; honest."""

    def __init__(self, options: object, sizes: Sizes) -> None:
        super().__init__(options, sizes)
        self.weight = nn.Parameter(torch.rand(sizes["H"]))

    def forward(self, main: Tensor) -> Tensor:
        return torch.tanh(self.weight * main.cumsum(1))

    def initial_state(self, batch: int) -> State:
        return (self.weight.new_zeros(batch, self.sizes["H"]),)

    def step(self, main: Tensor, state: State) -> tuple[Tensor, State]:
        total = state[0] + main
        return torch.tanh(self.weight * total), (total,)


class ForgetsTanh(Recurrence):
    def step(self, main: Tensor, state: State) -> tuple[Tensor, State]:
        total = state[0] + main
        return self.weight * total, (total,)


class SqueezesBatch(Recurrence):
    def step(self, main: Tensor, state: State) -> tuple[Tensor, State]:
        given, after = super().step(main, state)
        return given.squeeze(0), after


class KeepsTime(Recurrence):
    def step(self, main: Tensor, state: State) -> tuple[Tensor, State]:
        given, after = super().step(main, state)
        return given.unsqueeze(1), after


class WideState(Recurrence):
    def initial_state(self, batch: int) -> State:
        return (self.weight.new_zeros(batch, 1),)


class MutatesState(Recurrence):
    def step(self, main: Tensor, state: State) -> tuple[Tensor, State]:
        state[0].add_(main)
        return torch.tanh(self.weight * state[0]), (state[0],)


class GrowsState(Recurrence):
    def step(self, main: Tensor, state: State) -> tuple[Tensor, State]:
        items = torch.cat((state[0].reshape(len(main), -1, main.shape[-1]), main[:, None]), dim=1)
        return torch.tanh(self.weight * items.sum(1)), (items,)


class Drifts(Recurrence):
    """Each step loses a little; after a few it cannot be seen, after many it can."""

    def step(self, main: Tensor, state: State) -> tuple[Tensor, State]:
        total = state[0] * (1 - 1e-6) + main
        return torch.tanh(self.weight * total), (total,)


class Chunks(Recurrence):
    """A running sum that also takes chunks; honest."""

    def chunk(self, main: Tensor, state: State) -> tuple[Tensor, State]:
        total = state[0][:, None] + main.cumsum(1)
        return torch.tanh(self.weight * total), (total[:, -1],)


class ChunksAnew(Chunks):
    """Every chunk begins as if nothing had been before."""

    def chunk(self, main: Tensor, state: State) -> tuple[Tensor, State]:
        return super().chunk(main, (torch.zeros_like(state[0]),))


class ChunksWithoutEnd(Chunks):
    """The state is left where the chunk began."""

    def chunk(self, main: Tensor, state: State) -> tuple[Tensor, State]:
        return super().chunk(main, state)[0], (state[0].clone(),)


class ChunksOneShort(Chunks):
    """The state misses the last item, unless there is only one."""

    def chunk(self, main: Tensor, state: State) -> tuple[Tensor, State]:
        most = max(1, main.shape[1] - 1)
        return super().chunk(main, state)[0], super().chunk(main[:, :most], state)[1]


class ChunksInPlace(Chunks):
    def chunk(self, main: Tensor, state: State) -> tuple[Tensor, State]:
        given, after = super().chunk(main, state)
        return given, (state[0].copy_(after[0]),)


class ChunksOtherState(Chunks):
    def chunk(self, main: Tensor, state: State) -> tuple[Tensor, State]:
        given, after = super().chunk(main, state)
        return given, (after[0][:, None],)


class ChunksLoseOne(Chunks):
    """A chunk of one item comes back without its time axis."""

    def chunk(self, main: Tensor, state: State) -> tuple[Tensor, State]:
        given, after = super().chunk(main, state)
        return given.squeeze(1), after


class ChunksLosePrecision(Chunks):
    """The state goes on in float32's digits."""

    def chunk(self, main: Tensor, state: State) -> tuple[Tensor, State]:
        given, after = super().chunk(main, state)
        return given, (after[0].float().to(after[0].dtype),)


class ChunksLong(Chunks):
    """Only long chunks are right."""

    def chunk(self, main: Tensor, state: State) -> tuple[Tensor, State]:
        if main.shape[1] < 4:
            raise ValueError("fewer items than the kernel has taps")
        return super().chunk(main, state)


class ChunksShort(Chunks):
    """Only short chunks are right: the rest is dropped from the sum."""

    def chunk(self, main: Tensor, state: State) -> tuple[Tensor, State]:
        given, _ = super().chunk(main, state)
        return given, super().chunk(main[:, -16:], state)[1]


class ChunksForThemselves(Chunks):
    """Chunks follow chunks rightly, and do not understand the state of a step."""

    def chunk(self, main: Tensor, state: State) -> tuple[Tensor, State]:
        given, after = super().chunk(main, (-state[0],))
        return given, (-after[0],)


class NoBatch(Recurrence):
    def initial_state(self) -> State:  # type: ignore[override]  # the mistake
        return (self.weight.new_zeros(1, self.sizes["H"]),)


# --- laws ----------------------------------------------------------------------------------------


class Interleave(Plain):
    """Channels in turns along time; honest."""

    def forward(self, main: Tensor) -> Tensor:
        return main.reshape(main.shape[0], -1, 1)


class InBlocks(Plain):
    """One channel after the other."""

    def forward(self, main: Tensor) -> Tensor:
        return main.transpose(1, 2).reshape(main.shape[0], -1, 1)


class Deinterleave(Plain):
    def forward(self, main: Tensor) -> Tensor:
        return main.reshape(main.shape[0], -1, self.sizes["C"])


class NoInverse(Plain):
    """The shape is right and channels are mixed."""

    def forward(self, main: Tensor) -> Tensor:
        return main.reshape(main.shape[0], self.sizes["C"], -1).transpose(1, 2)


class Bins(Plain):
    """A logistic over n bins of [-1, 1); `width` is each bin's, in units of their distance."""

    width = 1.0
    narrowest = -14.0

    def forward(self, main: Tensor, target: Tensor) -> Tensor:
        n = self.sizes["n"]
        mean, scale = main[..., 0], main[..., 1].clamp_min(self.narrowest).exp()
        middle = (2 * target[..., 0] + 1) / n - 1
        high, low = (middle + side * self.width / n for side in (1, -1))
        above, below = torch.sigmoid((high - mean) / scale), torch.sigmoid((low - mean) / scale)
        if self.width == 1.0:
            above = torch.where(target[..., 0] == n - 1, torch.ones_like(above), above)
            below = torch.where(target[..., 0] == 0, torch.zeros_like(below), below)
        return -(above - below).clamp_min(1e-300).log()


class HalfBins(Bins):
    width = 0.5


class Clamped(Bins):
    narrowest = -3.0


class Scores(Plain):
    """Nats of scores, with draws; honest."""

    def forward(self, main: Tensor, target: Tensor) -> Tensor:
        return -main.log_softmax(-1).gather(-1, target)[..., 0]

    def draw(self, main: Tensor, generator: Generator, sampling: Sampling) -> Tensor:
        return torch.multinomial(main.softmax(-1), 1, generator=generator)


class DrawsOneTooFar(Scores):
    def draw(self, main: Tensor, generator: Generator, sampling: Sampling) -> Tensor:
        return super().draw(main, generator, sampling) + main.shape[-1]


# --- options -------------------------------------------------------------------------------------


@frozen(kw_only=True)
class Width:
    """`d_state` is documented and read by nothing, or by the module."""

    d_state: int = 64
    scale: float = 2.0


@frozen(kw_only=True)
class Moded:
    """`taps` is read in one mode alone."""

    mode: Literal["plain", "taps"] = "plain"
    taps: int = 3


class ReadsScale(Plain):
    def __init__(self, options: Width, sizes: Sizes) -> None:
        super().__init__(options, sizes)
        self.scale = options.scale

    def forward(self, main: Tensor) -> Tensor:
        return main * self.scale


class ReadsInChunks(ReadsScale):
    """`d_state` is read by `chunk` alone."""

    def __init__(self, options: Width, sizes: Sizes) -> None:
        super().__init__(options, sizes)
        self.options = options

    def initial_state(self, batch: int) -> State:
        return (torch.zeros(batch, self.sizes["H"], dtype=torch.float64),)

    def step(self, main: Tensor, state: State) -> tuple[Tensor, State]:
        return main * self.scale, state

    def chunk(self, main: Tensor, state: State) -> tuple[Tensor, State]:
        first, rest = main[:, : self.options.d_state], main[:, self.options.d_state :]
        return torch.cat((first, rest), dim=1) * self.scale, state


class ReadsBoth(ReadsScale):
    def __init__(self, options: Width, sizes: Sizes) -> None:
        super().__init__(options, sizes)
        self.scale /= options.d_state


class ReadsInOneMode(Plain):
    def __init__(self, options: Moded, sizes: Sizes) -> None:
        super().__init__(options, sizes)
        self.factor = options.taps if options.mode == "taps" else 1

    def forward(self, main: Tensor) -> Tensor:
        return main * self.factor


@frozen(kw_only=True)
class Start:
    """One of the values is no longer known to the module, or to the declaration."""

    init: Literal["lin", "legs"] = "lin"


class LostInit(Plain):
    def __init__(self, options: Start, sizes: Sizes) -> None:
        super().__init__(options, sizes)
        self.value = {"lin": 1.0}[options.init]

    def forward(self, main: Tensor) -> Tensor:
        return main * self.value


# --- declarations --------------------------------------------------------------------------------


def declares(
    implementation: type[nn.Module],
    contract: str | Mapping[str, str] = SAME,
    **more: object,
) -> Callable[[object], Declaration]:
    """A function that declares one of the modules above."""
    place = f"tests.verify.liars:{implementation.__name__}"

    def declare(_: object) -> Declaration:
        return Declaration(contract=contract, implementation=place, **more)  # type: ignore[arg-type]

    return declare


def _kept(options: Start) -> Declaration:
    init = {"lin": "causal"}[options.init]
    return declares(Reshapes, effects=(init,))(options)


BOTH = ("weight", "unused")
STEPS = ("causal", "step")
ONE_STATE = ("float (batch:B, feature:H) = zeros",)
WEIGHT = (Parameter(name="weight", shape="(H)"),)
PADDED = {"in.main": FRAMES, "in.lengths": "?int64 (batch:B) in [1, L]", "out.main": FRAMES}
TURNS = (
    "int64 (batch:B, time:T, channel:C) in [0, n) -> int64 (batch:B, time:C*T, channel:1) in [0, n)"
)
BINNED = {
    "in.main": "float (*S, 2)",
    "in.target": "int64 (*S, channel:1) in [0, n)",
    "out.main": "float (*S)",
}
SCORED = {**BINNED, "in.main": "float (*S, class:n)"}
IN_TURNS = (Reorders(places=("i0", "i1 // C", "i1 % C")),)

STAGES: Mapping[str, tuple[Callable[..., Declaration], type]] = {
    "folds-32": (declares(Folds32), NoOptions),
    "special-32": (declares(Special32), NoOptions),
    "up-to-64": (declares(UpTo64, effects=("positionwise",)), NoOptions),
    "up-to-64-said": (declares(UpTo64, effects=("causal",), where=("L <= 64",)), NoOptions),
    "branches": (declares(Branches, effects=("positionwise",)), NoOptions),
    "loops": (declares(Loops, effects=("positionwise",)), NoOptions),
    "fixed-width": (declares(FixedWidth, effects=("positionwise",)), NoOptions),
    "one-too-long": (declares(OneTooLong), NoOptions),
    "wrong-key": (declares(WrongKey), NoOptions),
    "right-key": (declares(RightKey, effects=("positionwise",)), NoOptions),
    "other-names": (declares(OtherNames, effects=("positionwise",)), NoOptions),
    "flipped": (declares(Flipped), NoOptions),
    "half-precision": (declares(HalfPrecision), NoOptions),
    "views": (declares(Views, effects=("positionwise",)), NoOptions),
    "reshapes": (declares(Reshapes, effects=("positionwise",)), NoOptions),
    "writes-input": (declares(WritesInput, effects=("positionwise",)), NoOptions),
    "normalises-batch": (declares(NormalisesBatch), NoOptions),
    "infinite": (declares(Infinite), NoOptions),
    "dead": (
        declares(Dead, parameters=tuple(Parameter(name=n, shape="(H)") for n in BOTH)),
        NoOptions,
    ),
    "alive": (
        declares(Alive, parameters=tuple(Parameter(name=n, shape="(H)") for n in BOTH)),
        NoOptions,
    ),
    "not-causal": (declares(Centred, effects=("causal",)), NoOptions),
    "looks-ahead": (declares(Centred, effects=("lookahead 1", "field 3")), NoOptions),
    "faintly-ahead": (
        declares(
            FaintlyAhead, effects=("causal",), parameters=(Parameter(name="gate", shape="(1)"),)
        ),
        NoOptions,
    ),
    "not-positionwise": (declares(Past, effects=("positionwise",)), NoOptions),
    "place-bias": (declares(PlaceBias, effects=("positionwise",)), NoOptions),
    "field-too-small": (declares(Past, effects=("causal", "field 3")), NoOptions),
    "field": (declares(Past, effects=("causal", "field 4")), NoOptions),
    "centred-field-too-small": (declares(Centred, effects=("field 2",)), NoOptions),
    "by-transform": (declares(ByTransform, effects=("causal",)), NoOptions),
    "narrow-transform": (declares(NarrowTransform, effects=("causal",)), NoOptions),
    **{
        name: (declares(kind, PADDED, effects=("global", "selects")), NoOptions)
        for name, kind in {
            "selects-last": SelectsLast,
            "selects-mean": SelectsMean,
            "selects-loudest": SelectsLoudest,
            "selects-narrow": SelectsNarrow,
            "selects-too-long": SelectsTooLong,
        }.items()
    },
    "pads-blind": (declares(PadsBlind, PADDED, effects=("padding-safe",)), NoOptions),
    "pads-safe": (declares(PadsSafe, PADDED, effects=("padding-safe",)), NoOptions),
    **{
        name: (declares(kind, effects=STEPS, state=ONE_STATE, parameters=WEIGHT), NoOptions)
        for name, kind in {
            "recurrence": Recurrence,
            "forgets-tanh": ForgetsTanh,
            "squeezes-batch": SqueezesBatch,
            "keeps-time": KeepsTime,
            "wide-state": WideState,
            "mutates-state": MutatesState,
            "grows-state": GrowsState,
            "no-batch": NoBatch,
            "drifts": Drifts,
            "chunks": Chunks,
            "chunks-anew": ChunksAnew,
            "chunks-without-end": ChunksWithoutEnd,
            "chunks-one-short": ChunksOneShort,
            "chunks-in-place": ChunksInPlace,
            "chunks-other-state": ChunksOtherState,
            "chunks-lose-one": ChunksLoseOne,
            "chunks-lose-precision": ChunksLosePrecision,
            "chunks-long": ChunksLong,
            "chunks-short": ChunksShort,
            "chunks-for-themselves": ChunksForThemselves,
        }.items()
    },
    "no-step": (declares(Reshapes, effects=STEPS), NoOptions),
    "interleave": (
        declares(Interleave, TURNS, laws=IN_TURNS, inverse="tests.verify.liars:Deinterleave"),
        NoOptions,
    ),
    "in-blocks": (declares(InBlocks, TURNS, laws=IN_TURNS), NoOptions),
    "no-inverse": (
        declares(Interleave, TURNS, inverse="tests.verify.liars:NoInverse"),
        NoOptions,
    ),
    "unread": (declares(ReadsScale, effects=("positionwise",)), Width),
    "read": (declares(ReadsBoth, effects=("positionwise",)), Width),
    "read-in-chunks": (declares(ReadsInChunks, effects=STEPS, state=ONE_STATE), Width),
    "read-in-one-mode": (declares(ReadsInOneMode, effects=("positionwise",)), Moded),
    "lost-init": (declares(LostInit, effects=("positionwise",)), Start),
    "lost-declaration": (_kept, Start),
}
OBJECTIVES: Mapping[str, Callable[..., Declaration]] = {
    "half-bins": declares(HalfBins, BINNED, laws=(Normalised(),)),
    "clamped": declares(Clamped, BINNED, laws=(Normalised(), ReachableFloor(bits=2.0))),
    "bins": declares(Bins, BINNED, laws=(Normalised(), ReachableFloor(bits=0.1))),
    "scores": declares(Scores, SCORED, laws=(Normalised(), ReachableFloor(bits=0.1))),
    "draws-too-far": declares(DrawsOneTooFar, SCORED),
}


def registry() -> Registry:
    """The toys, and all of these."""
    toys = toy_registry()
    stages = {
        f"liar.{name}": StageType(
            name=f"liar.{name}", summary=name, declare=declare, options=options
        )
        for name, (declare, options) in STAGES.items()
    }
    objectives = {
        f"liar.{name}": StageType(name=f"liar.{name}", summary=name, declare=declare)
        for name, declare in OBJECTIVES.items()
    }
    return Registry(
        stages={**toys.stages, **stages},
        sources=toys.sources,
        objectives={**toys.objectives, **objectives},
    )
