"""A tiny model made by hand over files of small numbers: one byte a value, 0 to 15."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from attrs import evolve
from torch import Generator, Tensor, nn
from torch.nn.functional import cross_entropy

from graphnet.build import Network, build_network
from graphnet.build.protocols import Example, Refusal, Sampling, Scan, Written
from graphnet.contract.assumptions import Assumptions, Congruence
from graphnet.contract.domain import SolvedDomain, SolvedInterval
from graphnet.contract.polynomial import Polynomial, Symbol, constant, symbol
from graphnet.disk.planned import Planned
from graphnet.disk.scanner import Scanner
from graphnet.graph.delay import DelayOptions
from graphnet.graph.plan import (
    Fingerprints,
    Plan,
    PlannedAxis,
    PlannedParameter,
    PlannedPort,
    PlannedStage,
    Schedule,
    Timing,
    Wire,
)
from graphnet.plugin.types import NO_DECAY, BaselineType, NoOptions, OptimizerGroup, SinkType
from graphnet.registry import Registry
from graphnet.spec.parse import parse_tree
from graphnet.spec.settings import EvaluateSettings, Settings, TrainSettings
from graphnet.spec.spec import Spec
from graphnet.spec.tree import Table
from graphnet.text import SourceText

VALUES = 16
WIDTH = 6
HERE = "tests.runtime.tiny"

TEXT = """\
format = 1
name = "tiny"

[source]
use = "tiny.bytes"
options = { rate = 100, note = "it's" }

[train]
length = { L = 8 }
batch = 2
updates = 6
"""


def scan(_options: object, _sizes: Mapping[str, int], folder: Path) -> Scan:
    """Files of bytes; a byte of 16 or more makes one unreadable, 0xFF a wrong rate."""
    examples, refusals = [], []
    for path in sorted(folder.rglob("*.bin")):
        content = path.read_bytes()
        if content[:1] == b"\xff":
            found = "a rate of 44"
            wrong = Refusal(path=path, fact="rate", expected="100", found=found, value="44")
            refusals.append(wrong)
        elif any(byte >= VALUES for byte in content):
            refusals.append(Refusal(path=path, reason="a value is 16 or more"))
        else:
            examples.append(Example(path, len(content)))
    return Scan(tuple(examples), tuple(refusals), suffixes=(".bin",))


class Bytes:
    """Reads the files that `scan` found."""

    def __init__(self, options: object, sizes: Mapping[str, int]) -> None:
        self.reads = 0

    def read(self, example: Example, start: int, length: int) -> Tensor:
        self.reads += 1
        content = example.path.read_bytes()[start : start + length]
        return torch.tensor(list(content), dtype=torch.int64).unsqueeze(1)


class Sink:
    """Writes values as bytes."""

    suffixes = (".bin",)
    rate = 100.0

    def __init__(self, options: object, sizes: Mapping[str, int]) -> None:
        pass

    def write(self, values: Tensor, path: Path) -> tuple[Written, ...]:
        path.write_bytes(bytes(values.reshape(-1).tolist()))
        return (Written(path, "values"),)


class Uniform:
    """A baseline that knows nothing but how many values there are."""

    def __init__(self, n_values: int) -> None:
        self.n_values = n_values
        self.fitted = 0

    def fit(self, sequences: Sequence[Tensor]) -> None:
        self.fitted = sum(len(sequence) for sequence in sequences)

    def nats(self, values: Tensor, example: Example) -> float:
        assert self.fitted
        return float(torch.log(torch.tensor(float(self.n_values), dtype=torch.float64))) * len(
            values
        )


def no_baseline(n_values: int) -> None:
    """A baseline that does not speak of these values."""


class Shift(nn.Module):
    def __init__(self, options: DelayOptions, sizes: Mapping[str, int]) -> None:
        super().__init__()
        self.start = int(options.start)

    def forward(self, main: Tensor) -> Tensor:
        return torch.cat([torch.full_like(main[:, :1], self.start), main[:, :-1]], dim=1)


class Encoder(nn.Module):
    def __init__(self, options: object, sizes: Mapping[str, int]) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(VALUES, WIDTH))

    def forward(self, main: Tensor) -> Tensor:
        return self.weight[main.squeeze(-1)]


class Decay(nn.Module):
    """y_t = a y_(t-1) + x_t, with dropout, so that an update draws something of its own."""

    def __init__(self, options: object, sizes: Mapping[str, int]) -> None:
        super().__init__()
        self.a = nn.Parameter(torch.full((WIDTH,), 0.5))
        self.drop = nn.Dropout(0.25)

    def forward(self, main: Tensor) -> Tensor:
        state = self.initial_state(len(main))
        items = []
        for item in main.unbind(1):
            given, state = self.step(item, state)
            items.append(given)
        return torch.stack(items, 1)

    def initial_state(self, batch: int) -> tuple[Tensor, ...]:
        return (self.a.new_zeros(batch, WIDTH),)

    def step(self, main: Tensor, state: tuple[Tensor, ...]) -> tuple[Tensor, tuple[Tensor, ...]]:
        now = self.a * state[0] + main
        return self.drop(now), (now,)


class Head(nn.Module):
    def __init__(self, options: object, sizes: Mapping[str, int]) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(VALUES, WIDTH) * 0.1)

    def forward(self, main: Tensor) -> Tensor:
        return main @ self.weight.T


class CrossEntropy(nn.Module):
    def __init__(self, options: object, sizes: Mapping[str, int]) -> None:
        super().__init__()

    def forward(self, main: Tensor, target: Tensor) -> Tensor:
        return cross_entropy(main.movedim(-1, 1), target.squeeze(-1), reduction="none")

    def draw(self, main: Tensor, generator: Generator, sampling: Sampling) -> Tensor:
        chances = torch.softmax(main / sampling.temperature, -1)
        return torch.multinomial(chances, 1, generator=generator)


CLASSES = {"delay": "Shift", "objective": "CrossEntropy", "source": "Bytes"}
B, L = symbol("B"), symbol("L")


def port(*sizes: Polynomial | int, dtype: str = "float") -> PlannedPort:
    roles = ("batch", "time", None)
    axes = tuple(
        PlannedAxis(constant(size) if isinstance(size, int) else size, role)
        for size, role in zip(sizes, roles, strict=False)
    )
    return PlannedPort(dtype, axes)


def stage(name: str, gives: PlannedPort, timing: Timing, **inputs: str) -> PlannedStage:
    return PlannedStage(
        path=name,
        use=f"tiny.{name}",
        summary="",
        options=NoOptions(),
        sizes={},
        inputs={p: Wire(w) for p, w in inputs.items()},
        takes={p: port(B, L, 1) for p in inputs},
        gives={"main": gives},
        flops=constant(0),
        activations=constant(0),
        timing=timing,
        implementation=f"{HERE}:{CLASSES.get(name, name.capitalize())}",
    )


def tiny_plan(
    train: TrainSettings | None = None,
    evaluate: EvaluateSettings | None = None,
    model: str = "m",
) -> Plan:
    """A plan source -> delay -> encoder -> decay -> head -> objective, with L % 4 == 0."""
    codes = evolve(port(B, L, 1, dtype="int64"), domain=_domain())
    pure = Timing(positionwise=True, causal=True)
    steps = Timing(causal=True, steps=True)
    source = evolve(
        stage("source", codes, Timing()), start=8, sink="tiny.file", scan=f"{HERE}:scan"
    )
    delay = stage("delay", codes, Timing(causal=True, delay=1), main="source")
    encoder = stage("encoder", port(B, L, WIDTH), pure, main="delay")
    decay = stage("decay", port(B, L, WIDTH), steps, main="encoder")
    head = stage("head", port(B, L, VALUES), pure, main="decay")
    objective = stage("objective", port(B, L), pure, main="head", target="source")
    slow = OptimizerGroup(name="slow", lr=0.001, weight_decay=0.0)
    return Plan(
        name="tiny",
        stages=(
            source,
            evolve(delay, options=DelayOptions(steps=1, start=8.0)),
            _learns(encoder, weight=((VALUES, WIDTH), OptimizerGroup())),
            _learns(decay, a=((WIDTH,), slow)),
            _learns(head, weight=((VALUES, WIDTH), NO_DECAY)),
            objective,
        ),
        free=("B", "L"),
        sizes={},
        assumptions=Assumptions(congruences=(Congruence(Symbol("L"), 4, 0, ()),)),
        outputs=(Wire("objective"),),
        prediction=Wire("head"),
        target=Wire("source"),
        schedule=Schedule((("encoder", "decay", "head"),)),
        settings=Settings(
            train=train or tiny_training(), evaluate=evaluate or EvaluateSettings(batch=3)
        ),
        fingerprints=Fingerprints(model=model, data="d", training="t"),
    )


def tiny_training(**changes: object) -> TrainSettings:
    settings = TrainSettings(
        length={"L": 8},
        batch=2,
        updates=6,
        log_every=2,
        validate_every=3,
        checkpoint_every=3,
        keep_checkpoints=2,
        seed=5,
    )
    return evolve(settings, **changes)  # type: ignore[arg-type]  # fields of the settings


def tiny_network(plan: Plan | None = None, seed: int = 0) -> Network:
    network, problems = build_network(plan or tiny_plan(), seed)
    assert network is not None, problems
    return network


def tiny_registry() -> Registry:
    return Registry(
        sinks={"tiny.file": SinkType(name="tiny.file", summary="", implementation=f"{HERE}:Sink")},
        baselines={
            "tiny.uniform": BaselineType(
                name="tiny.uniform", summary="all alike", implementation=f"{HERE}:Uniform"
            ),
            "tiny.none": BaselineType(
                name="tiny.none", summary="", implementation=f"{HERE}:no_baseline"
            ),
        },
    )


def tiny_scanner(text: str = TEXT) -> Scanner:
    return Scanner(tiny_plan().source, tree_of(text), scan)


def tiny_planned(plan: Plan | None = None, text: str = TEXT) -> Planned:
    return Planned(spec=tiny_spec(text), plan=plan or tiny_plan(), registry=tiny_registry())


def tiny_spec(text: str = TEXT, path: str = "tiny.toml") -> Spec:
    source = SourceText(path, text)
    return Spec(text=source, name="tiny", source=None, stages=(), tree=tree_of(text))


def tree_of(text: str) -> Table:
    tree, problems = parse_tree(SourceText("tiny.toml", text))
    assert tree is not None, problems
    return tree


def write_data(folder: Path, counts: Mapping[str, int], length: int = 40) -> Path:
    """Files that count up and around, so that a model has something to learn."""
    for split, count in counts.items():
        (folder / split).mkdir(parents=True, exist_ok=True)
        for number in range(count):
            values = bytes((number + i // 2) % VALUES for i in range(length + number))
            (folder / split / f"{number}.bin").write_bytes(values)
    return folder


def _domain() -> SolvedDomain:
    return SolvedDomain((SolvedInterval(constant(0), constant(VALUES), True, False),))


def _learns(
    planned: PlannedStage, **parameters: tuple[tuple[int, ...], OptimizerGroup]
) -> PlannedStage:
    return evolve(
        planned,
        parameters=tuple(
            PlannedParameter(name=name, shape=shape, group=group)
            for name, (shape, group) in parameters.items()
        ),
    )
