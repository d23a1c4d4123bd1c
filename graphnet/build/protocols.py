"""What the modules and readers behind a plan must be able to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol, runtime_checkable

from attrs import frozen
from torch import Generator, Tensor

State = tuple[Tensor, ...]


class StageModule(Protocol):
    """A whole sequence through one stage. Built as `implementation(options, sizes)`.

    Ports are handed over by name, so the arguments of `forward` carry the names of the declared
    input ports (`main` first). A stage with several outputs returns them by name.
    """

    def forward(self, **ports: Tensor) -> Tensor | Mapping[str, Tensor]: ...


@runtime_checkable
class SteppingModule(Protocol):
    """One item at a time, for stages that declare the effect `step`.

    Inputs lack the time axis: `(B, H)` for a port `(B, L, H)`. State is passed and returned.
    Stages that declare `positionwise` need no step: `forward` is called on one item (or block).
    """

    def initial_state(self, batch: int) -> State: ...

    def step(self, main: Tensor, state: State) -> tuple[Tensor, State]: ...


@runtime_checkable
class Likelihood(Protocol):
    """An objective that is a probability: it can also draw values.

    `forward(main, target)` returns nats per position. `draw` takes `main` without its time axis
    and returns one value per batch item, shaped as the source gives it without its time axis.
    """

    def forward(self, main: Tensor, target: Tensor) -> Tensor: ...

    def draw(
        self, main: Tensor, generator: Generator, temperature: float, top_p: float
    ) -> Tensor: ...


@frozen
class Example:
    """One file a source can read: where it is and how many items it holds."""

    path: Path
    length: int


@frozen(kw_only=True)
class Refusal:
    """A file the source cannot take, as data: the core words it.

    Either `reason` says why it cannot be read at all, or `fact` (an option's name, such as
    `sample_rate`, or `depth`, `channels`) is `found` instead of `expected`.
    """

    path: Path
    reason: str = ""
    fact: str = ""
    expected: str = ""
    found: str = ""
    help: str = ""


@frozen
class Scan:
    """What a folder holds, from headers only, sorted by path."""

    examples: tuple[Example, ...]
    refusals: tuple[Refusal, ...] = ()


class Source(Protocol):
    """Reads examples. Built as `implementation(options, sizes)`."""

    suffixes: tuple[str, ...]

    def scan(self, folder: Path) -> Scan: ...

    def read(self, example: Example, start: int, length: int) -> Tensor:
        """Items `start` up to `start + length` as the source's `main` port without its batch."""
        ...


@frozen
class Written:
    """A file a sink wrote, and what it is, in a word or two for people."""

    path: Path
    what: str


class Sink(Protocol):
    """Writes values of a source. Built as `implementation(source_options, source_sizes)`."""

    rate: float

    def write(self, values: Tensor, path: Path) -> tuple[Written, ...]:
        """Write values `(T, ...)` to `path` and pictures of them beside it."""
        ...


class Baseline(Protocol):
    """A simple model of values. Built as `implementation(n_values)`."""

    def fit(self, sequences: Sequence[Tensor]) -> None:
        """Learn from training sequences of values, each `(T,)`."""
        ...

    def nats(self, values: Tensor, example: Example) -> float:
        """Total nats spent on one sequence of values `(T,)`, read from `example`."""
        ...
