"""Where each sequence's numbers lie: registers in its frame, states in a store of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from torch import Tensor

from graphnet.build.lowered.access import vectors_of
from graphnet.build.lowered.ops import LowRankModes, Modes, Op, Program, Recur, Vector
from graphnet.build.machine.pack import Array, in_pairs, in_rows, lanes_of
from graphnet.values import frozen

Recurrence = Modes | LowRankModes | Recur


@frozen(eq=False)
class Layout:
    """Places and sizes in numbers; each sequence's frame and store begin on a row of lanes."""

    places: Mapping[int, int]  # of registers, in a frame
    frame: int
    states: Mapping[Vector, int]  # in a store
    store: int

    def at(self, vector: Vector | None) -> int:
        """The place of a vector in a frame, -1 for none."""
        return -1 if vector is None else self.places[vector.register] + vector.start


def lay_out(program: Program, lanes: int) -> Layout:
    """Places for all that a program uses."""
    states: dict[Vector, int] = {}
    store = 0
    for op in _recurrences(program):
        if op.state not in states:
            states[op.state] = store
            store += _stored_size(op, lanes)
    places: dict[int, int] = {}
    frame = 0
    for register in sorted(_framed(program)):
        places[register] = frame
        frame += whole_rows(program.registers[register].size, lanes)
    return Layout(places, _odd_rows(frame, lanes), states, _odd_rows(store, lanes))


def first_frames(program: Program, layout: Layout, dtype: np.dtype[np.floating]) -> Array:
    """Frames (B, frame) as they begin."""
    frames = np.zeros((program.batch, layout.frame), dtype=dtype)
    for number, place in layout.places.items():
        register = program.registers[number]
        if register.initial is not None:
            frames[:, place : place + register.size] = as_array(register.initial, dtype)
    return frames


def first_states(program: Program, layout: Layout, dtype: np.dtype[np.floating]) -> Array:
    """Stores (B, store) as they begin: states as their recurrences lay them out."""
    stores = np.zeros((program.batch, layout.store), dtype=dtype)
    lanes = lanes_of(dtype)
    for op in {op.state: op for op in _recurrences(program)}.values():
        initial = program.registers[op.state.register].initial
        if initial is not None:
            part = initial[:, op.state.start : op.state.start + op.state.size]
            stored = _laid_out(op, as_array(part, dtype), lanes)
            place = layout.states[op.state]
            stores[:, place : place + stored.shape[1]] = stored
    return stores


def as_array(tensor: Tensor, dtype: np.dtype[np.floating]) -> Array:
    """The numbers of a tensor, in a dtype."""
    array: Array = tensor.detach().cpu().double().numpy().astype(dtype)
    return array


def whole_rows(size: int, lanes: int) -> int:
    """`size`, up to whole rows of lanes."""
    return -(-size // lanes) * lanes


def _recurrences(program: Program) -> Iterator[Recurrence]:
    ops = (op for tick in program.ticks for op in tick)
    return (op for op in ops if isinstance(op, Recurrence))


def _stored_size(op: Recurrence, lanes: int) -> int:
    features, each = op.u.size, op.state.size // op.u.size
    if isinstance(op, Recur):
        return features * whole_rows(each, lanes)
    return whole_rows(features, lanes) * each


def _laid_out(op: Recurrence, state: Array, lanes: int) -> Array:
    """A state `(B, size)` as its recurrence reads it."""
    B, H = len(state), op.u.size  # noqa: N806  # axis letters
    if isinstance(op, Recur):
        return in_rows(state.reshape(B, H, -1), lanes).reshape(B, -1)
    return np.stack([in_pairs(each, lanes).ravel() for each in state.reshape(B, H, -1, 2)])


def _framed(program: Program) -> set[int]:
    """Registers that hold more than states and the numbers to draw with."""
    outside = (program.item, program.drawn, *program.prediction.values())
    used = {vector.register for vector in outside if vector is not None}
    for tick in program.ticks:
        used |= {vector.register for op in tick for vector in _framed_vectors(op)}
    return used


def _framed_vectors(op: Op) -> Iterator[Vector]:
    return (v for name, v in vectors_of(op).items() if name not in {"state", "uniform"})


def _odd_rows(size: int, lanes: int) -> int:
    """Whole rows, and an odd number of them: frames then do not meet in the same cache lines."""
    rows = -(-size // lanes)
    return (rows + 1 - rows % 2) * lanes
