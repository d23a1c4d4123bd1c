"""A source for tests: files of numbers, one item a line, and specs over it planned and run."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path

import torch
from attrs import evolve, frozen
from torch import Tensor

from graphnet.build import build_network
from graphnet.build.network import Network
from graphnet.disk.run import Opened, open_run
from graphnet.graph import Plan, plan_spec
from graphnet.plugin import Declaration, Example, Scan, StageType
from graphnet.registry import Registry, find_plugins
from graphnet.runtime.launch import prepare
from graphnet.runtime.material import Request
from graphnet.runtime.progress import Task
from graphnet.runtime.resume import Wish
from graphnet.runtime.train import Outcome, Training, train
from graphnet.spec.load import spec_from_text
from graphnet.spec.spec import Spec
from graphnet.text import SourceText

AXES = "(batch:B, time:L, channel:C)"


@frozen(kw_only=True)
class ClipsOptions:
    """What a file holds: codes or floats; and whether a label, lengths or a second sequence."""

    floats: bool = False
    labelled: bool = False
    paired: bool = False


def declare(options: ClipsOptions) -> Declaration:
    values = f"pcm float {AXES} in [-1, 1]" if options.floats else f"codes int64 {AXES} in [0, n)"
    ports = {"out.main": values}
    if options.labelled:
        ports["out.label"] = "int64 (batch:B) in [0, n_labels)"
    if options.labelled and not options.paired:
        ports["out.lengths"] = "int64 (batch:B) in [1, L]"
    if options.paired:
        ports["out.other"] = values
    return Declaration(
        contract=ports,
        implementation="tests.pipeline.clips:Clips",
        start="0",
        scan="tests.pipeline.clips:scan",
    )


CLIPS = StageType(
    name="test.clips", summary="files of numbers", declare=declare, options=ClipsOptions
)


def scan(_options: ClipsOptions, _sizes: Mapping[str, int], folder: Path) -> Scan:
    """The label is the first number of a file's name; two lines of values make a pair."""
    examples = tuple(
        Example(path, len(path.read_text().splitlines()[0].split()), int(path.stem.split("-")[0]))
        for path in sorted(folder.rglob("*.clip"))
    )
    return Scan(examples, suffixes=(".clip",))


class Clips:
    """Reads the files that `scan` found."""

    def __init__(self, options: ClipsOptions, _sizes: Mapping[str, int]) -> None:
        self.options = options

    def read(self, example: Example, start: int, length: int) -> dict[str, Tensor]:
        lines = example.path.read_text().splitlines()
        ports = {"main": self._values(lines[0], start, length)}
        if self.options.paired:
            ports["other"] = self._values(lines[1], start, length)
        if self.options.labelled:
            ports["label"] = torch.tensor(example.label)
        if self.options.labelled and not self.options.paired:
            ports["lengths"] = torch.tensor(length)
        return ports

    def _values(self, line: str, start: int, length: int) -> Tensor:
        numbers = [float(word) for word in line.split()][start : start + length]
        values = torch.tensor(numbers).unsqueeze(-1)
        return values if self.options.floats else values.long()


class Silent:
    """A watcher that remembers what it is told."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def started(self, task: Task) -> None: ...

    def moved(self, done: int, bits: float | None = None) -> None: ...

    def said(self, text: str) -> None:
        self.lines.append(text)

    def finished(self) -> None: ...


def registry() -> Registry:
    """The installed plugins, and the source here."""
    found = find_plugins({})
    return evolve(found, sources={**found.sources, CLIPS.name: CLIPS})


def planned(text: str) -> tuple[Spec, Plan]:
    """A spec that must be good."""
    spec, problems = spec_from_text(SourceText("clips.toml", text))
    assert spec is not None, problems
    plan, found = plan_spec(spec, registry())
    assert plan is not None, [(p.rule.code, p.message) for p in found]
    return spec, plan


def refusals(text: str) -> list[str]:
    """The codes with which a spec is refused."""
    spec, problems = spec_from_text(SourceText("clips.toml", text))
    found = () if spec is None else plan_spec(spec, registry())[1]
    return [problem.rule.code for problem in (*problems, *found)]


def built(text: str, seed: int = 0) -> Network:
    """The network of a spec, in float64 and evaluation mode."""
    network, problems = build_network(planned(text)[1], seed)
    assert network is not None, problems
    return network.double().eval()


def write_clips(folder: Path, lines: Mapping[str, str]) -> Path:
    """Each file's lines in the splits `train` and `valid`, by name `LABEL-NUMBER`."""
    for split in ("train", "valid"):
        (folder / split).mkdir(parents=True)
        for name, line in lines.items():
            (folder / split / f"{name}.clip").write_text(line)
    return folder


def codes_of(label: int, length: int, dice: random.Random) -> str:
    """Codes of a clip: its label's own value most of the time."""
    return " ".join(str(label if dice.random() < 0.8 else dice.randrange(8)) for _ in range(length))


def launched(text: str, data: Path, run: Path, opened: Opened | None = None) -> Training:
    """A run of a spec, ready to train."""
    spec, plan = planned(text)
    request = Request(
        spec=spec, plan=plan, registry=registry(), data=data, device="cpu",
        wish=Wish("auto", run), argv=("graphnet", "train"),
    )  # fmt: skip
    training, problems = prepare(request, opened)
    assert training is not None, [(p.rule.code, p.message) for p in problems]
    return training


def trained(text: str, data: Path, run: Path) -> tuple[Training, Outcome]:
    """A run of a spec, trained to its end."""
    training = launched(text, data, run)
    outcome = train(training, Silent())
    assert outcome.diagnostics == (), [p.message for p in outcome.diagnostics]
    return training, outcome


def reopened(run: Path) -> Opened:
    """The record of a run."""
    found, problems = open_run(run)
    assert found is not None, problems
    return found
