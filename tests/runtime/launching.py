"""Runs of the tiny model, made ready to train."""

from __future__ import annotations

from pathlib import Path

from graphnet.diagnostics import Diagnostics
from graphnet.disk.run import Opened, open_run
from graphnet.graph.plan import Plan
from graphnet.runtime.launch import prepare
from graphnet.runtime.material import Request
from graphnet.runtime.progress import Task
from graphnet.runtime.resume import Wish
from graphnet.runtime.train import Outcome, Training, train
from graphnet.spec.spec import Spec
from tests.runtime.tiny import tiny_plan, tiny_registry, tiny_spec, write_data


class Silent:
    """A watcher that remembers what it was told."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.places: list[int] = []

    def started(self, task: Task) -> None:
        self.task = task

    def moved(self, done: int, bits: float | None = None) -> None:
        self.places.append(done)

    def said(self, text: str) -> None:
        self.lines.append(text)

    def finished(self) -> None:
        self.lines.append("finished")


def request(
    tmp_path: Path, plan: Plan | None = None, run: str = "run", spec: Spec | None = None
) -> Request:
    return Request(
        spec=spec or tiny_spec(),
        plan=plan or tiny_plan(),
        registry=tiny_registry(),
        data=write_data(tmp_path / "data", {"train": 4, "valid": 2, "test": 2}),
        device="cpu",
        wish=Wish("auto", tmp_path / run),
        argv=("graphnet", "train", "tiny.toml"),
    )


def launched(request: Request, opened: Opened | None = None) -> Training:
    training, problems = prepare(request, opened)
    assert training is not None, problems
    return training


def refused(request: Request, opened: Opened | None = None) -> Diagnostics:
    training, problems = prepare(request, opened)
    assert training is None
    return problems


def opened(path: Path) -> Opened:
    found, problems = open_run(path)
    assert found is not None, problems
    return found


def trained(tmp_path: Path, plan: Plan | None = None, run: str = "run") -> tuple[Training, Outcome]:
    training = launched(request(tmp_path, plan, run))
    return training, train(training, Silent())
