"""What the modules and readers behind a plan must be able to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol, runtime_checkable

from torch import Generator, Tensor

from graphnet.build.lowered.code import Code, Map, Norm, NotLowered, System
from graphnet.build.lowered.ops import Vector
from graphnet.plugin.files import Example, Refusal, Scan
from graphnet.plugin.imports import Filling, Matcher
from graphnet.values import frozen

__all__ = [
    "Baseline",
    "ChunkingModule",
    "Code",
    "Example",
    "Importer",
    "Likelihood",
    "Lowered",
    "LoweringLikelihood",
    "LoweringModule",
    "Map",
    "Metric",
    "Norm",
    "NotLowered",
    "Refusal",
    "Sampling",
    "Scan",
    "Sink",
    "Source",
    "StageModule",
    "State",
    "SteppingModule",
    "System",
    "Values",
    "Vector",
    "Vectors",
    "Written",
]

State = tuple[Tensor, ...]
Values = Tensor | Mapping[str, Tensor]
"""What one port carries: a tensor, or the tensors of a record by field."""
Vectors = Vector | Mapping[str, Vector]
"""What one port carries while a step is written down."""
Lowered = Vectors | Mapping[str, Vectors] | NotLowered


class StageModule(Protocol):
    """A whole sequence through one stage. Built as `implementation(options, sizes)`.

    Ports are handed over by name, so the arguments of `forward` carry the names of the declared
    input ports (`main` first); a record is one argument, its tensors by field. A stage with one
    output returns it, a record as its tensors by field; one with several returns them by name.
    """

    def forward(self, **ports: Values) -> Values | Mapping[str, Values]: ...


@runtime_checkable
class SteppingModule(Protocol):
    """One item at a time, for stages that declare the effect `step`.

    Inputs lack the time axis: `(B, H)` for a port `(B, L, H)`, and so does every tensor of a
    record. State is passed and returned. Stages that declare `positionwise` need no step:
    `forward` is called on one item (or block).
    """

    def initial_state(self, batch: int) -> State: ...

    def step(self, main: Values, state: State) -> tuple[Tensor, State]: ...


@runtime_checkable
class ChunkingModule(SteppingModule, Protocol):
    """Many items at a time, with state: for stages that step and can do it faster than by steps.

    Inputs are shaped as for `forward`, with any number of items `L >= 1` (for a stage of ratio
    1/r, a multiple of r) along their time axis. `chunk` gives what `L` steps from `state` would
    give, with the time axis of `forward`, and returns the state that the last of them would
    return: the two may take turns. Chunking is optional: without it a network steps.
    """

    def chunk(self, main: Values, state: State) -> tuple[Values, State]: ...


@runtime_checkable
class LoweringModule(Protocol):
    """A stage whose firing can be written down as operations, for machines that run those.

    Ports come by name, as for `forward`. Each vector holds what one firing takes or gives: the
    numbers of an item, or of several items one after the other. `state` is that of `step`, `()`
    for a stage that only runs `forward`: what of it changes is kept by `code.keep`, the rest are
    constants. What is written down computes what `step` does in evaluation; lowering is optional,
    and `NotLowered` says why some options cannot.
    """

    def lower(self, code: Code, state: State, **ports: Vectors) -> Lowered: ...


@frozen(kw_only=True)
class Sampling:
    """How boldly a value is drawn, over the probabilities of all values it can take.

    Each step acts on what the one before left, sharing it out anew: every probability to the
    power of 1 / `temperature` (0 takes the likeliest value); then only the `top_k` likeliest (None
    for all); then only the smallest set of likeliest values that reaches `top_p`.
    """

    temperature: float = 1.0
    top_p: float = 1.0
    top_k: int | None = None

    @property
    def is_plain(self) -> bool:
        """Whether values are drawn from the probabilities as they are."""
        return self == Sampling()


@runtime_checkable
class Likelihood(Protocol):
    """An objective that is a probability: it can also draw values.

    `forward(main, target)` returns nats per position; `main` is a tensor, or a record's tensors by
    field. `draw` takes `main` without its time axis and returns one value per batch item, shaped
    as the source gives it without its time axis.
    """

    def forward(self, main: Values, target: Tensor) -> Tensor: ...

    def draw(self, main: Values, generator: Generator, sampling: Sampling) -> Tensor: ...


@runtime_checkable
class LoweringLikelihood(Likelihood, Protocol):
    """A likelihood whose draws can be written down as operations.

    They take numbers from `code.uniform()` in the order in which `draw` takes them from its
    generator: `torch.rand(B, 1, dtype=float64)` each. Equal numbers draw equal values, up to
    rounding.
    """

    def lower_draw(self, code: Code, main: Vectors, sampling: Sampling) -> Vector | NotLowered: ...


@runtime_checkable
class Metric(Protocol):
    """A figure over many batches. Built as `implementation(options, sizes)`.

    State is passed and returned; the core keeps it on the device. `update` takes the declared
    ports by name, each without the positions that are padding.
    """

    more_is_better: bool

    def initial_state(self) -> State: ...

    def update(self, state: State, **ports: Tensor) -> State: ...

    def value(self, state: State) -> float: ...


@runtime_checkable
class Tabulating(Protocol):
    """A metric that can also show a table, None where it did not keep one."""

    def table(self, state: State) -> Tensor | None: ...


class Source(Protocol):
    """Reads the examples that its declaration's `scan` found.

    Built as `implementation(options, sizes)`.
    """

    def read(self, example: Example, start: int, length: int) -> Values:
        """Items `start` up to `start + length` as the source's ports without their batch.

        A tensor alone is the port `main`. Only `main` is padded in a batch: other ports hold for
        the whole stretch, as its label does, or `lengths`, which is `length`. Raises
        `graphnet.plugin.RefusedError` for what only the values of a file can show.
        """
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


class Importer(Matcher, Protocol):
    """Fills parameters from a checkpoint of somebody else's. Built as `implementation()`."""

    def value(self, filling: Filling, tensors: Mapping[str, Tensor]) -> Tensor:
        """The values of one of its fillings, from the tensors of its `sources` as they are stored.

        They come out in `filling.shape`; the core makes them of the parameter's own dtype.
        """
        ...
