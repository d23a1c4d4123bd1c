"""A checked program as the tables that `source/machine.c` runs."""

from __future__ import annotations

from typing import assert_never, final, get_args

import numpy as np
from numpy.typing import NDArray

from graphnet.build.lowered.access import vectors_of
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
    Program,
    Recur,
    Shift,
)
from graphnet.build.machine.arena import Arena
from graphnet.build.machine.constants import Pieces, pieces
from graphnet.build.machine.halves import half_results
from graphnet.build.machine.layout import (
    Layout,
    as_array,
    first_frames,
    first_states,
    lay_out,
    whole_rows,
)
from graphnet.build.machine.pack import Array, Halves, lanes_of, rows_of
from graphnet.values import frozen

KINDS = get_args(Op)  # in the order in which C counts them
ACTIVATIONS = get_args(Activation)
RECORD = np.dtype(
    [("kind", "i8"), ("places", "i8", 5), ("n", "i8", 8), ("p", "u8", 6), ("d", "f8", 2)]
)
ABSENT = -1
PLACES = (  # what the C source calls x, y, z and out is called by one of these names
    ("x", "u", "index", "scores", "logits"),
    ("y", "add", "means"),
    ("log_scales",),
    ("out", "window"),
)


@frozen(eq=False, kw_only=True)
class Tables:
    """A program in the machine's terms; sizes in numbers, `scratch` in doubles."""

    ticks: tuple[NDArray[np.void], ...]
    constants: Array
    layout: Layout
    frames: Array  # (B, frame) as they begin
    states: Array  # (B, store) as they begin
    exchange: int
    scratch: int


def encode(program: Program, dtype: np.dtype[np.floating]) -> Tables:
    """The tables of a program that has no fault."""
    layout = lay_out(program, lanes_of(dtype))
    encoder = _Encoder(program, dtype, layout)
    ticks, constants = encoder.ticks()
    ops = [op for tick in program.ticks for op in tick]
    return Tables(
        ticks=ticks,
        constants=constants,
        layout=layout,
        frames=first_frames(program, layout, dtype),
        states=first_states(program, layout, dtype),
        exchange=max((_exchanged(op, lanes_of(dtype)) for op in ops), default=lanes_of(dtype)),
        scratch=whole_rows(max((_scratch(op) for op in ops), default=1), 8),
    )


@final
class _Encoder:
    def __init__(self, program: Program, dtype: np.dtype[np.floating], layout: Layout) -> None:
        self.program, self.dtype, self.layout = program, dtype, layout
        self.lanes = lanes_of(dtype)
        self.arena = Arena(dtype)
        self.halves = half_results(program)
        self.known: dict[tuple[object, ...], tuple[int, ...]] = {}
        self.uniforms = program.uniform.start if program.uniform else 0

    def ticks(self) -> tuple[tuple[NDArray[np.void], ...], Array]:
        """The records of each tick, and the constants that they point at."""
        ticks = tuple(
            np.array([self._record(op, (t, i)) for i, op in enumerate(tick)], dtype=RECORD)
            for t, tick in enumerate(self.program.ticks)
        )
        constants = self.arena.settle()
        scale = np.uint64(self.dtype.itemsize)
        base = np.uint64(constants.ctypes.data) - scale
        for tick in ticks:  # p holds places counted from 1, 0 for none; and from here on addresses
            tick["p"] = np.where(tick["p"] > 0, tick["p"] * scale + base, 0)
        return ticks, constants

    def _record(self, op: Op, place: tuple[int, int]) -> tuple[object, ...]:
        by_rows = place in self.halves
        numbers, reals = self._sizes(op, is_half=by_rows), _reals(op)
        stored = self._stored(pieces(op, self.lanes, by_rows=by_rows))
        return (
            KINDS.index(type(op)),
            self._places(op),
            (*numbers, *(0 for _ in range(8 - len(numbers)))),
            (*stored, *(0 for _ in range(6 - len(stored)))),
            (*reals, *(0.0 for _ in range(2 - len(reals)))),
        )

    def _stored(self, found: Pieces) -> tuple[int, ...]:
        """Where constants lie, counted from 1; the same constants lie in one place."""
        if found.key not in self.known:
            arrays = found.make(lambda tensor: as_array(tensor, self.dtype))
            self.known[found.key] = tuple(0 if a is None else self.arena.add(a) + 1 for a in arrays)
        return self.known[found.key]

    def _places(self, op: Op) -> tuple[int, ...]:
        """x, y, z, out and state."""
        named = vectors_of(op)
        held = [next((named[n] for n in names if n in named), None) for names in PLACES]
        state = self.layout.states[named["state"]] if "state" in named else ABSENT
        return (*map(self.layout.at, held), state)

    def _sizes(self, op: Op, *, is_half: bool) -> tuple[int, ...]:
        """What the C source calls n, operation by operation."""
        sizes: tuple[int, ...]
        match op:
            case Gather():
                sizes = (op.out.size, len(op.table))
            case Affine():
                sizes = self._affine_sizes(op, by_rows=is_half)
            case Normalise() | Copy() | Add():
                sizes = (op.x.size,)
            case Activate():
                sizes = (op.x.size, ACTIVATIONS.index(op.activation))
            case Gate():
                sizes = (op.out.size,)
            case Shift():
                sizes = (op.x.size, op.window.size)
            case Modes() | LowRankModes() | Recur():
                sizes = self._recurrence_sizes(op, is_half=is_half)
            case DrawClass():
                top_k = min(op.scores.size, op.top_k or op.scores.size)
                sizes = (op.scores.size, top_k, op.uniform.start - self.uniforms)
            case DrawMixture():
                sizes = (op.n, op.logits.size, op.uniform.start - self.uniforms)
            case _:
                assert_never(op)
        return sizes

    def _affine_sizes(self, op: Affine, *, by_rows: bool) -> tuple[int, ...]:
        outputs, columns = op.out.size, op.x.size
        first = Halves(outputs, self.lanes).cut if by_rows else outputs
        cut, kind = Halves(columns, self.lanes).cut, ACTIVATIONS.index(op.activation)
        return (first, outputs - first, cut, columns, kind, int(op.gated), int(by_rows))

    def _recurrence_sizes(
        self, op: Modes | LowRankModes | Recur, *, is_half: bool
    ) -> tuple[int, ...]:
        features, (outputs, _, states) = op.u.size, op.readout.shape[:3]
        cut, kind = Halves(features, self.lanes).cut, ACTIVATIONS.index(op.activation)
        directions = len(op.push) if isinstance(op, LowRankModes) else 0
        return (features, cut, states, outputs, kind, directions, int(not is_half))


def _reals(op: Op) -> tuple[float, ...]:
    match op:
        case Normalise():
            return (op.epsilon,)
        case Add():
            return (op.by,)
        case DrawClass():
            return (op.temperature, op.top_p)
        case DrawMixture():
            return (op.least_log_scale,)
        case _:
            return ()


def _scratch(op: Op) -> int:
    """Doubles that an operation writes notes in."""
    match op:
        case DrawClass():
            return 2 * op.scores.size
        case DrawMixture():
            return 2 * op.logits.size
        case Recur():
            return int(op.readout.shape[2]) + 16 + int(op.readout.shape[0])
        case _:
            return 1


def _exchanged(op: Op, lanes: int) -> int:
    """How many numbers two threads tell each other of an operation."""
    match op:
        case Affine():
            return rows_of(op.out.size, lanes, gated=op.gated) * lanes
        case Modes() | LowRankModes() | Recur():
            return whole_rows(op.out.size, lanes)
        case _:
            return lanes
