"""Items drawn one after the other: by a compiled machine where there is one, else by torch."""

# B sequences   T items   n numbers a draw takes

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal, final

import torch
from torch import Generator, Tensor

from graphnet.build.actors import NetworkState, time_of
from graphnet.build.lowered.code import NotLowered
from graphnet.build.lowered.lower import LoweredNetwork, lower_network
from graphnet.build.machine.compiler import Unavailable
from graphnet.build.machine.machine import Machine, machine_for
from graphnet.build.network import Network
from graphnet.build.protocols import Sampling, Values
from graphnet.graph.plan import Plan
from graphnet.graph.records import split
from graphnet.values import frozen

Step = Literal["auto", "compiled", "torch"]
FEW = 16
SLICE_S = 0.2  # how long a watcher waits to hear of a machine
ASKED = "it was asked for"


@frozen(eq=False, kw_only=True)
class Start:
    """Where drawing begins: what is fed next `(B, ...)`, the state, and how values are drawn."""

    network: Network
    value: Tensor
    state: NetworkState
    sampling: Sampling
    generator: Generator


class Steps(ABC):
    """Draws items from where it stands; `words` say by which means."""

    words: str

    @abstractmethod
    def draw(self, most: int) -> Tensor:
        """The next items `(B, T, ...)`, at least one and not more than `most`."""


@final
class TorchSteps(Steps):
    """Stage after stage in torch; a step is too small to be shared by threads."""

    def __init__(self, start: Start, why: str, threads: int | None = None) -> None:
        self.words = f"torch ({why})"
        self._start, self._value, self._state = start, start.value, start.state
        self._threads = threads or 1

    def draw(self, most: int) -> Tensor:
        """A few items."""
        drawn: list[Tensor] = []
        with threads_of(self._threads):
            while len(drawn) < min(most, FEW):
                prediction, self._state = self._start.network.step(self._value, self._state)
                self._value = _drawn(self._start, prediction)
                drawn.append(self._value)
        return torch.stack(drawn, dim=1)


@final
class CompiledSteps(Steps):
    """All in one machine, draws included."""

    def __init__(self, start: Start, machine: Machine, uniforms: int) -> None:
        self.words = f"compiled ({machine.words})"
        self._machine, self._uniforms, self._generator = machine, uniforms, start.generator
        self._value, self._slice = start.value, FEW

    def draw(self, most: int) -> Tensor:
        """As many items as take about `SLICE_S`."""
        count = min(most, self._slice)
        batch, *rest = self._value.shape
        even = torch.rand(
            (count, self._uniforms, batch, 1), generator=self._generator, dtype=torch.float64
        )
        began = time.monotonic()
        item, uniforms = self._value.reshape(batch, -1), even.squeeze(-1).transpose(1, 2)
        given = self._machine.free_run(item, uniforms)
        if time.monotonic() - began < SLICE_S / 2:
            self._slice *= 2
        if not bool(given.isfinite().all()):
            raise RuntimeError("nothing can be drawn: the network predicts `inf` or `nan`")
        drawn = given.round().to(self._value.dtype).view(count, batch, *rest).transpose(0, 1)
        self._value = drawn[:, -1]
        return drawn


@final
class MixedSteps(Steps):
    """A machine predicts, and torch draws: what the objective does has no operations."""

    def __init__(self, start: Start, machine: Machine, why: str) -> None:
        self.words = f"compiled ({machine.words}), draws: torch ({why})"
        self._machine, self._start, self._value = machine, start, start.value
        self._shapes = predicted_shapes(start.network.plan)

    def draw(self, most: int) -> Tensor:
        """A few items."""
        drawn: list[Tensor] = []
        while len(drawn) < min(most, FEW):
            flat = self._machine.predict(self._value.flatten(1))
            given = {
                field: flat[field].view(len(self._value), *rest).to(self._start.network.like.dtype)
                for field, rest in self._shapes.items()
            }
            self._value = _drawn(self._start, given.get("", given))
            drawn.append(self._value)
        return torch.stack(drawn, dim=1)


def steps_from(start: Start, asked: Step = "auto", threads: int | None = None) -> Steps:
    """The fastest steps that are to be had, or those that are asked for.

    RuntimeError where a machine is asked for and there is none.
    """
    if asked == "torch":
        return TorchSteps(start, ASKED, threads)
    found = compiled_steps(start, threads)
    if not isinstance(found, Unavailable):
        return found
    if asked == "compiled":
        raise RuntimeError(f"there is no machine: {found.why}")
    return TorchSteps(start, found.why, threads)


def compiled_steps(start: Start, threads: int | None = None) -> Steps | Unavailable:
    """Steps of a machine, or why there are none."""
    device = start.value.device.type
    if device != "cpu":
        return Unavailable(f"machines run on the processor, the network is on {device}")
    lowered = lower_network(start.network, start.value, start.state, start.sampling)
    if isinstance(lowered, LoweredNetwork):
        machine = machine_for(lowered.program, lowered.dtype, threads)
        uniform = lowered.program.uniform
        count = 0 if uniform is None else uniform.size
        return CompiledSteps(start, machine, count) if isinstance(machine, Machine) else machine
    predicting = lower_network(start.network, start.value, start.state)
    if isinstance(predicting, NotLowered):
        return Unavailable(predicting.why)
    machine = machine_for(predicting.program, predicting.dtype, threads)
    return MixedSteps(start, machine, lowered.why) if isinstance(machine, Machine) else machine


def predicted_shapes(plan: Plan) -> dict[str, tuple[int, ...]]:
    """What one item of each field of the prediction is shaped like, without its batch."""
    if plan.prediction is None:
        raise ValueError("the plan predicts nothing")
    found: dict[str, tuple[int, ...]] = {}
    for name, port in plan.carried(plan.prediction).items():
        axes = [axis for i, axis in enumerate(port.axes) if i not in (0, time_of(port))]
        found[split(name)[1]] = tuple(axis.size.as_int or 1 for axis in axes)
    return found


@contextmanager
def threads_of(count: int) -> Iterator[None]:
    """So many threads for torch, for a while."""
    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _drawn(start: Start, prediction: Values) -> Tensor:
    """A value of each sequence, by the objective."""
    return start.network.objective_module.draw(prediction, start.generator, start.sampling)
