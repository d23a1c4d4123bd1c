"""Where a module writes its step down as operations: vectors come in, vectors come out."""

# B sequences   H features   M complex modes   N real states   K outputs a feature   R rows

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypedDict, final

import torch
from torch import Tensor

from graphnet.build.lowered.ops import (
    Activate,
    Activation,
    Add,
    Affine,
    Copy,
    DrawClass,
    DrawMixture,
    Gate,
    Gather,
    LowRankModes,
    Modes,
    Normalise,
    Op,
    Recur,
    Shift,
    Vector,
)
from graphnet.values import frozen

MOST_EXACT = 2**24  # whole numbers below it are exact in float32


@frozen
class NotLowered:
    """Why something has no operations, in words that go on after "it": `draws from a Gaussian`."""

    why: str


class Linear(Protocol):
    """What `nn.Linear` and its like have: `weight` (R, C) and `bias` (R) or None."""

    @property
    def weight(self) -> Tensor:
        """Rows and columns."""
        ...

    @property
    def bias(self) -> Tensor | None:
        """Rows."""
        ...


@frozen(eq=False)
class Map:
    """A linear map made of tensors."""

    weight: Tensor
    bias: Tensor | None = None


@frozen(eq=False)
class System:
    """What a recurrence does with its state: how it decays, and is read. See the operations.

    For complex modes `transition` (H, M, 2), `readout` (K, H, M, 2) and `through` (K, H); with a
    whole matrix (H, N, N) and `inlet` (H, N), `readout` is (K, H, N). What couples modes is in
    `push` (R, H, M, 2) and `pull` (R, H, M, 2), with `inlet` (H, M, 2).
    """

    transition: Tensor
    readout: Tensor
    through: Tensor
    inlet: Tensor | None = None
    push: Tensor | None = None
    pull: Tensor | None = None
    activation: Activation = "id"


@frozen(eq=False)
class Norm:
    """The constants of `Normalise`, each of 1 or H numbers."""

    shift: Tensor | None = None
    weight: Tensor | None = None
    bias: Tensor | None = None
    epsilon: float = 0.0


class Reading(TypedDict):
    """What every recurrence does with its state."""

    readout: Tensor
    through: Tensor
    activation: Activation


@final
class Code:
    """Operations in the order they run, on vectors of `batch` sequences.

    Each method writes one operation and gives the vector it fills. Tensors given here are
    constants: they are read once, when the program is made.
    """

    def __init__(self, batch: int, dtype: torch.dtype) -> None:
        self.batch = batch
        self.dtype = dtype
        self.ops: list[Op] = []
        self.sizes: list[int] = []
        self.kept: dict[int, Tensor] = {}
        self.drawn: list[Vector] = []

    def vector(self, size: int) -> Vector:
        """A new vector, to be filled by one operation each time."""
        self.sizes.append(size)
        return Vector(len(self.sizes) - 1, 0, size)

    def keep(self, values: Tensor) -> Vector:
        """A vector that outlives the step and begins with `values` (B, ...): a state."""
        flat = values.detach().reshape(self.batch, -1)
        vector = self.vector(flat.shape[1])
        self.kept[vector.register] = flat
        return vector

    def uniform(self) -> Vector:
        """A number drawn evenly from [0, 1), another each time."""
        vector = self.vector(1)
        self.drawn.append(vector)
        return vector

    def widen(self) -> None:
        """Ask for float64 throughout: this step needs the digits."""
        self.dtype = torch.float64

    def gather(self, table: Tensor, index: Vector) -> Vector:
        """The row of `table` (n, H) that the number in `index` counts to."""
        if len(table) > MOST_EXACT:
            self.widen()
        out = self.vector(table.shape[1])
        return self._put(Gather(table=table.detach(), index=index, out=out), out)

    def affine(
        self,
        linear: Linear,
        x: Vector,
        activation: Activation = "id",
        add: Vector | None = None,
    ) -> Vector:
        """`add` + activation(weight x + bias)."""
        out = self.vector(linear.weight.shape[0])
        weight, bias = linear.weight.detach(), _plain(linear.bias)
        op = Affine(weight=weight, bias=bias, x=x, out=out, add=add, activation=activation)
        return self._put(op, out)

    def gated(self, linear: Linear, x: Vector, add: Vector | None = None) -> Vector:
        """`add` + the first half of (weight x + bias) times sigmoid of the last."""
        out = self.vector(linear.weight.shape[0] // 2)
        weight, bias = linear.weight.detach(), _plain(linear.bias)
        op = Affine(weight=weight, bias=bias, x=x, out=out, add=add, gated=True)
        return self._put(op, out)

    def normalise(self, x: Vector, norm: Norm) -> Vector:
        """`x` brought to mean 0 and variance 1, shifted and scaled."""
        out = self.vector(x.size)
        op = Normalise(
            x=x,
            out=out,
            shift=_plain(norm.shift),
            weight=_plain(norm.weight),
            bias=_plain(norm.bias),
            epsilon=norm.epsilon,
        )
        return self._put(op, out)

    def activate(self, activation: Activation, x: Vector) -> Vector:
        """activation(x)."""
        if activation == "id":
            return x
        out = self.vector(x.size)
        return self._put(Activate(activation=activation, x=x, out=out), out)

    def gate(self, x: Vector) -> Vector:
        """The first half of `x` times sigmoid of the last."""
        out = self.vector(x.size // 2)
        return self._put(Gate(x=x, out=out), out)

    def add(self, x: Vector, y: Vector, by: float = 1.0) -> Vector:
        """`x` + `by` y."""
        out = self.vector(x.size)
        return self._put(Add(x=x, y=y, out=out, by=by), out)

    def copy(self, x: Vector, out: Vector) -> None:
        """Put `x` into `out`, a state or a part of one."""
        self.ops.append(Copy(x=x, out=out))

    def joined(self, parts: Sequence[Vector]) -> Vector:
        """Vectors one after the other."""
        out = self.vector(sum(part.size for part in parts))
        start = 0
        for part in parts:
            self.copy(part, out.part(start, part.size))
            start += part.size
        return out

    def shift(self, x: Vector, window: Vector) -> None:
        """Move a kept window down by the size of `x`, and put `x` at its end."""
        self.ops.append(Shift(x=x, window=window))

    def recur(self, u: Vector, state: Vector, system: System) -> Vector:
        """Advance a kept `state` by one item `u` (H), and read K outputs a feature off it."""
        through = system.through.detach()
        out = self.vector(through.numel())
        return self._put(_recurrence(u, state, out, system, through), out)

    def draw_class(
        self, scores: Vector, temperature: float = 1.0, top_k: int | None = None, top_p: float = 1.0
    ) -> Vector:
        """A class drawn from log-probabilities up to a constant, with one number from `uniform`."""
        out = self.vector(1)
        op = DrawClass(
            scores=scores,
            uniform=self.uniform(),
            out=out,
            temperature=temperature,
            top_k=top_k,
            top_p=top_p,
        )
        return self._put(op, out)

    def draw_mixture(
        self, logits: Vector, means: Vector, log_scales: Vector, n: int, least_log_scale: float
    ) -> Vector:
        """A code below `n` drawn from a mixture of discretised logistics."""
        out = self.vector(1)
        op = DrawMixture(
            logits=logits,
            means=means,
            log_scales=log_scales,
            uniform=self.uniform(),
            out=out,
            n=n,
            least_log_scale=least_log_scale,
        )
        return self._put(op, out)

    def _put(self, op: Op, out: Vector) -> Vector:
        self.ops.append(op)
        return out


def _recurrence(u: Vector, state: Vector, out: Vector, system: System, through: Tensor) -> Op:
    """The operation for what a system has."""
    transition, readout = system.transition.detach(), system.readout.detach()
    inlet, push, pull = _plain(system.inlet), _plain(system.push), _plain(system.pull)
    places = {"u": u, "state": state, "out": out}
    reading: Reading = {
        "readout": readout,
        "through": through,
        "activation": system.activation,
    }
    if inlet is None:
        return Modes(**places, transition=transition, **reading)
    if push is None or pull is None:
        return Recur(**places, matrix=transition, inlet=inlet, **reading)
    return LowRankModes(
        **places, transition=transition, inlet=inlet, push=push, pull=pull, **reading
    )


def _plain(tensor: Tensor | None) -> Tensor | None:
    return None if tensor is None else tensor.detach()
