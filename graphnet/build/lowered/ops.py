"""The operations that one item's way through a network is made of, and a program of them.

Axis letters: B sequences side by side, H features, M complex modes, N real states, K outputs a
feature, R rows, C columns. Every operation works on each sequence by itself; tensors in it are
constants all sequences share, and complex numbers are pairs in the last axis.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from attrs import field
from torch import Tensor

from graphnet.values import frozen

Activation = Literal["id", "gelu", "relu", "silu", "tanh", "sigmoid"]


@frozen
class Vector:
    """`size` numbers of each sequence: those from `start` on of a register."""

    register: int
    start: int
    size: int

    def part(self, start: int, size: int) -> Vector:
        """`size` of its numbers, from `start` on."""
        return Vector(self.register, self.start + start, size)


@frozen(eq=False)
class Register:
    """Numbers of each sequence. `initial` `(B, size)` where they outlive a superstep."""

    size: int
    initial: Tensor | None = None


@frozen(eq=False, kw_only=True)
class Gather:
    """`out` (H) is the row of `table` (n, H) that the whole number in `index` (1) counts to."""

    table: Tensor
    index: Vector
    out: Vector


@frozen(eq=False, kw_only=True)
class Affine:
    """`out` = `add` + activation(`weight` (R, C) `x` (C) + `bias` (R)).

    Where it is `gated`, the last half of the R rows are gates of the first: `out` (R / 2) is
    `add` + v * sigmoid(g), and `activation` is `id`.
    """

    weight: Tensor
    bias: Tensor | None
    x: Vector
    out: Vector
    add: Vector | None = None
    activation: Activation = "id"
    gated: bool = False


@frozen(eq=False, kw_only=True)
class Normalise:
    """`out` = (`x` - mean + `shift`) / sqrt(variance + `epsilon`) * `weight` + `bias`.

    Mean and population variance are over the H numbers of `x`; tensors have 1 or H numbers.
    """

    x: Vector
    out: Vector
    shift: Tensor | None = None
    weight: Tensor | None = None
    bias: Tensor | None = None
    epsilon: float = 0.0


@frozen(eq=False, kw_only=True)
class Activate:
    """`out` = activation(`x`)."""

    activation: Activation
    x: Vector
    out: Vector


@frozen(eq=False, kw_only=True)
class Gate:
    """`out` (H) = v * sigmoid(g) of `x` (2 H), v before g."""

    x: Vector
    out: Vector


@frozen(eq=False, kw_only=True)
class Add:
    """`out` = `x` + `by` * `y`."""

    x: Vector
    y: Vector
    out: Vector
    by: float = 1.0


@frozen(eq=False, kw_only=True)
class Copy:
    """`out` = `x`."""

    x: Vector
    out: Vector


@frozen(eq=False, kw_only=True)
class Shift:
    """The numbers of `window` (k * H) move down by H, and `x` (H) becomes the last of them."""

    x: Vector
    window: Vector


@frozen(eq=False, kw_only=True)
class Modes:
    """A diagonal recurrence of complex modes, `state` (H, M, 2), each advanced by one item.

    state' = `transition` (H, M, 2) * state + `u` (H)            the product is complex
    `out` (K, H) = activation(sum over M and both parts of `readout` (K, H, M, 2) * state'
                              + `through` (K, H) * u)
    """

    u: Vector
    state: Vector
    out: Vector
    transition: Tensor
    readout: Tensor
    through: Tensor
    activation: Activation = "id"


@frozen(eq=False, kw_only=True)
class LowRankModes:
    """A recurrence of complex modes and R directions that couple them, `state` (H, M, 2).

    pulled (R, H) = sum over M and both parts of `pull` (R, H, M, 2) * state
    state' = `transition` * state + `inlet` (H, M, 2) * `u` - sum over R of `push` * pulled
    `out` as for `Modes`, of state'.
    """

    u: Vector
    state: Vector
    out: Vector
    transition: Tensor
    inlet: Tensor
    push: Tensor
    pull: Tensor
    readout: Tensor
    through: Tensor
    activation: Activation = "id"


@frozen(eq=False, kw_only=True)
class Recur:
    """A recurrence of real states, `state` (H, N).

    state' = `matrix` (H, N, N) state + `inlet` (H, N) * `u` (H)
    `out` (K, H) = activation(sum over N of `readout` (K, H, N) * state' + `through` (K, H) * u)
    """

    u: Vector
    state: Vector
    out: Vector
    matrix: Tensor
    inlet: Tensor
    readout: Tensor
    through: Tensor
    activation: Activation = "id"


@frozen(eq=False, kw_only=True)
class DrawClass:
    """`out` (1): a class drawn from `scores` (C), log-probabilities up to a constant.

    Classes are gone through in order until their share of the whole exceeds `uniform` (1), in
    [0, 1). `temperature`, `top_k` and `top_p` mean what `Sampling` says.
    """

    scores: Vector
    uniform: Vector
    out: Vector
    temperature: float = 1.0
    top_k: int | None = None
    top_p: float = 1.0


@frozen(eq=False, kw_only=True)
class DrawMixture:
    """`out` (1): a code below `n` drawn from a mixture of K discretised logistics.

    Code t is the stretch [2t/n - 1, 2(t+1)/n - 1) of the line, the first and the last without end.
    The first code whose share of the distribution, with all before it, exceeds `uniform` (1).
    Log scales below `least_log_scale` count as that.
    """

    logits: Vector
    means: Vector
    log_scales: Vector
    uniform: Vector
    out: Vector
    n: int
    least_log_scale: float


Op = (
    Gather
    | Affine
    | Normalise
    | Activate
    | Gate
    | Add
    | Copy
    | Shift
    | Modes
    | LowRankModes
    | Recur
    | DrawClass
    | DrawMixture
)


@frozen(eq=False, kw_only=True)
class Program:
    """One superstep: `ticks[t]` is run, in order, when the item before number `t` is in `item`.

    `prediction` holds what the network predicts then, by field (`""` for a tensor). Where
    `drawn` is there, the program draws from it, with the numbers in `uniform`, and what it drew is
    the next item. After the last tick the first follows.
    """

    batch: int
    registers: tuple[Register, ...]
    ticks: tuple[tuple[Op, ...], ...]
    item: Vector
    prediction: Mapping[str, Vector] = field(factory=dict)
    drawn: Vector | None = None
    uniform: Vector | None = None
