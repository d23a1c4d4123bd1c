"""Sides of a comparison, each in a process of its own, measured turn by turn."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import IO, Self, final

from attrs import field

from graphnet.values import frozen
from tests.benchmarks.measuring.result import Json

HOUSE = Path(__file__).parents[3]
WARM_UPS = 1


@frozen(kw_only=True)
class Side:
    """What one side does: `work` is `module:function`, called with `settings` to make a turn."""

    name: str
    work: str
    settings: Mapping[str, Json]
    threads: int = 1


@frozen(kw_only=True)
class Taken:
    """What the turns of one side took, the warm-up left out; `failure` says why there are none.

    `base` is what its process held before the first turn, `peak` the most it ever held, in bytes.
    """

    wall: tuple[float, ...] = ()
    process: tuple[float, ...] = ()
    base: int = 0
    peak: int = 0
    values: Mapping[str, float] = field(factory=dict)
    facts: Mapping[str, Json] = field(factory=dict)
    failure: str = ""

    @property
    def seconds(self) -> float | None:
        """The median turn."""
        return statistics.median(self.wall) if self.wall else None

    @property
    def memory(self) -> int | None:
        """The most bytes that work added to what its process held before."""
        return max(self.peak - self.base, 0) if self.wall else None

    def data(self) -> dict[str, Json]:
        """All of it for the record."""
        return {
            "wall_s": [round(each, 6) for each in self.wall],
            "process_s": [round(each, 6) for each in self.process],
            "median_s": self.seconds,
            "base_bytes": self.base,
            "peak_bytes": self.peak,
            "values": dict(self.values),
            "facts": dict(self.facts),
            "failure": self.failure,
        }


class SideFailedError(Exception):
    """A side that could not be set up, or ended in the middle of a turn."""


@final
class Worker:
    """The process of one side, which works when it is its turn and sleeps otherwise."""

    def __init__(self, side: Side) -> None:
        threads = str(side.threads)
        module = "tests.benchmarks.measuring.worker"
        self._words: IO[str] = TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115  # closed with the process
        self._process = subprocess.Popen(
            (sys.executable, "-m", module, side.work, json.dumps(dict(side.settings))),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._words,
            cwd=HOUSE,
            env={**os.environ, "OMP_NUM_THREADS": threads, "MKL_NUM_THREADS": threads},
            text=True,
        )
        self._out: IO[str] = self._process.stdout  # type: ignore[assignment]  # a pipe
        self._into: IO[str] = self._process.stdin  # type: ignore[assignment]  # a pipe

    def answer(self, word: str = "") -> dict[str, Json]:
        """Say a word where there is one, and read the next line of what the worker says."""
        try:
            if word:
                self._into.write(word + "\n")
                self._into.flush()
            line = self._out.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            raise SideFailedError(self._last_words())
        found: dict[str, Json] = json.loads(line)
        return found

    def _last_words(self) -> str:
        self._process.kill()
        self._process.communicate()
        self._words.seek(0)
        lines = [line for line in self._words if line.strip()]
        ended = f"ended with status {self._process.returncode}"
        return lines[-1].strip().replace(f"{HOUSE}/", "") if lines else ended

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.communicate()
        self._words.close()


def take_turns(sides: Sequence[Side], rounds: int, warm_ups: int = WARM_UPS) -> dict[str, Taken]:
    """Every side once, then every side again: what a busy machine does to one it does to all."""
    said: dict[str, list[dict[str, Json]]] = {side.name: [] for side in sides}
    failures: dict[str, str] = {}
    with ExitStack() as stack:
        workers: dict[str, Worker] = {}
        for side in sides:
            worker = stack.enter_context(Worker(side))
            try:
                said[side.name].append(worker.answer())
                workers[side.name] = worker
            except SideFailedError as problem:
                failures[side.name] = str(problem)
        for _ in range(warm_ups + rounds):
            for name in tuple(workers):
                try:
                    said[name].append(workers[name].answer("turn"))
                except SideFailedError as problem:
                    failures[name] = str(problem)
                    del workers[name]
    return {name: _taken(lines, warm_ups, failures.get(name, "")) for name, lines in said.items()}


def _taken(lines: Sequence[Mapping[str, Json]], warm_ups: int, failure: str) -> Taken:
    if failure:
        return Taken(failure=failure)
    ready, turns = lines[0], lines[1 + warm_ups :]
    return Taken(
        wall=tuple(_number(turn["wall"]) for turn in turns),
        process=tuple(_number(turn["process"]) for turn in turns),
        base=int(_number(ready["base"])),
        peak=max(int(_number(turn["peak"])) for turn in lines[1:]),
        values=_values(lines[-1]["values"]),
        facts=_facts(ready["facts"]),
    )


def _number(value: Json) -> float:
    if not isinstance(value, int | float):
        raise TypeError(f"{value!r} is no number")
    return value


def _values(value: Json) -> dict[str, float]:
    return {name: _number(each) for name, each in _facts(value).items()}


def _facts(value: Json) -> dict[str, Json]:
    if not isinstance(value, Mapping):
        raise TypeError(f"{value!r} is no table")
    return dict(value)
