"""The constants of an operation, in the pieces and the order in which the machine wants them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np
from attrs import fields
from torch import Tensor

from graphnet.build.lowered.ops import Affine, Gather, LowRankModes, Modes, Normalise, Op, Recur
from graphnet.build.machine.pack import (
    Array,
    Halves,
    in_blocks,
    in_rows,
    in_tiles,
    ordered,
    recurrent,
    row_order,
    systems,
)
from graphnet.values import frozen

ToArray = Callable[[Tensor], Array]
Made = Sequence[Array | None]


@frozen(eq=False)
class Pieces:
    """What makes the arrays, and a key that is the same for the same arrays."""

    key: tuple[object, ...]
    make: Callable[[ToArray], Made]


def pieces(op: Op, lanes: int, *, by_rows: bool) -> Pieces:
    """The constants of an operation; `by_rows` where halves of a product are halves of its rows."""
    make: Callable[[ToArray], Made] = _nothing
    more: tuple[object, ...] = ()
    match op:
        case Gather():
            make = partial(_gather, op)
        case Affine():
            more = (op.gated, by_rows)
            make = partial(_affine, op, lanes, by_rows)
        case Normalise():
            more = (op.x.size,)
            make = partial(_normalise, op, lanes)
        case Modes():
            make = partial(_modes, op, lanes)
        case LowRankModes():
            make = partial(_low_rank, op, lanes)
        case Recur():
            make = partial(_recur, op, lanes)
        case _:
            pass
    return Pieces((type(op), *more, *_held(op)), make)


def _held(op: Op) -> Iterator[tuple[str, int]]:
    """Which tensors an operation holds."""
    for each in fields(type(op)):
        tensor = getattr(op, each.name)
        if isinstance(tensor, Tensor):
            yield each.name, id(tensor)


def _nothing(_: ToArray) -> Made:
    return ()


def _gather(op: Gather, array: ToArray) -> Made:
    return (array(op.table),)


def _affine(op: Affine, lanes: int, by_rows: bool, array: ToArray) -> Made:  # noqa: FBT001
    """Weights of each half, biases of each half."""
    outputs, columns = op.out.size, op.x.size
    weight = array(op.weight)
    bias = np.zeros(len(weight), weight.dtype) if op.bias is None else array(op.bias)
    gate = outputs if op.gated else 0
    if by_rows:
        cut = Halves(outputs, lanes).cut
        sides = (np.arange(cut), np.arange(cut, outputs))
        orders = [row_order(side, gate, lanes) for side in sides]
        return (
            *(in_tiles(ordered(weight, order), lanes) for order in orders),
            *(ordered(bias, order) for order in orders),
        )
    order, cut = row_order(np.arange(outputs), gate, lanes), Halves(columns, lanes).cut
    rows = ordered(weight, order)
    return (in_tiles(rows[:, :cut], lanes), in_tiles(rows[:, cut:], lanes), ordered(bias, order))


def _normalise(op: Normalise, lanes: int, array: ToArray) -> Made:
    """Shift, weight and bias, one number of each for each feature."""
    held = (op.shift, op.weight, op.bias)
    wide = (None if t is None else np.broadcast_to(array(t).ravel(), op.x.size) for t in held)
    return [None if each is None else in_rows(each, lanes) for each in wide]


def _modes(op: Modes, lanes: int, array: ToArray) -> Made:
    """Systems, readouts from the second on, through."""
    readout = array(op.readout)
    return (
        systems((array(op.transition), readout[0]), lanes),
        in_blocks(readout[1:], 1, lanes),
        in_blocks(array(op.through), 1, lanes),
    )


def _low_rank(op: LowRankModes, lanes: int, array: ToArray) -> Made:
    """Systems, readouts from the second on, through, pulls."""
    readout = array(op.readout)
    own = (array(op.transition), array(op.inlet), readout[0])
    return (
        systems((*own, array(op.push)), lanes),
        in_blocks(readout[1:], 1, lanes),
        in_blocks(array(op.through), 1, lanes),
        in_blocks(array(op.pull), 1, lanes),
    )


def _recur(op: Recur, lanes: int, array: ToArray) -> Made:
    """Systems, through."""
    return (
        recurrent(array(op.matrix), array(op.inlet), array(op.readout), lanes),
        array(op.through),
    )
