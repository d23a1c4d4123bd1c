"""What is wrong with a program: the machine itself trusts every place and size it is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import prod
from typing import assert_never, get_args

from torch import Tensor

from graphnet.build.lowered.access import overlap, reads, vectors_of, writes
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
    Vector,
)

Recurrence = Modes | LowRankModes | Recur
Expected = tuple[str, object, object]
"""What is looked at, what it is, and what it should be."""

MOST_DIRECTIONS = 16
IN_PLACE = (Normalise, Activate, Add, Copy)


def fault(program: Program) -> str | None:
    """The first thing that is wrong with a program, None where it can be run."""
    return next(_faults(program), None)


def _faults(program: Program) -> Iterator[str]:
    yield from _frame_faults(program)
    for number, tick in enumerate(program.ticks):
        for op in tick:
            for complaint in _op_faults(program, op):
                yield f"tick {number}: {type(op).__name__}: {complaint}"
    yield from _state_faults(program)


def _frame_faults(program: Program) -> Iterator[str]:
    """Registers, and the vectors that the world outside reads and writes."""
    if program.batch < 1 or not program.ticks:
        yield "it has no sequence or no tick"
    for number, register in enumerate(program.registers):
        shape = None if register.initial is None else tuple(register.initial.shape)
        if register.size < 1 or shape not in {None, (program.batch, register.size)}:
            yield f"register {number} of size {register.size} begins with {shape}"
    outside = {f"prediction {name!r}": v for name, v in program.prediction.items()}
    outside |= {"item": program.item}
    outside |= {"drawn": program.drawn} if program.drawn else {}
    outside |= {"uniform": program.uniform} if program.uniform else {}
    for name, vector in outside.items():
        if not _is_inside(program, vector):
            yield f"{name} is outside of its register"
    if program.drawn and program.drawn.size != program.item.size:
        yield f"an item has {program.item.size} numbers, and {program.drawn.size} are drawn"


def _is_inside(program: Program, vector: Vector) -> bool:
    known = 0 <= vector.register < len(program.registers)
    end = vector.start + vector.size
    return known and 0 <= vector.start < end <= program.registers[vector.register].size


def _op_faults(program: Program, op: Op) -> Iterator[str]:
    for name, vector in vectors_of(op).items():
        if not _is_inside(program, vector):
            yield f"`{name}` is outside of its register"
    for what, found, wanted in (*_shapes(op), *_choices(op)):
        if found != wanted:
            yield f"{what} is {found}, not {wanted}"
    yield from _overlaps(op)
    given = op.uniform if isinstance(op, DrawClass | DrawMixture) else None
    for vector in vectors_of(op).values():
        if vector is given:
            if program.uniform is None or not holds(program.uniform, vector):
                yield "`uniform` is no part of the program's"
        elif program.uniform is not None and overlap(vector, program.uniform):
            yield "it uses numbers that are there for draws only"


def holds(whole: Vector, part: Vector) -> bool:
    """Whether all numbers of a vector are numbers of another one."""
    ends = part.start + part.size <= whole.start + whole.size
    return whole.register == part.register and whole.start <= part.start and ends


def _overlaps(op: Op) -> Iterator[str]:
    """What an operation writes must not be what it still reads."""
    changed = set(writes(op))
    for written in changed:
        for read in {*reads(op), *(changed - {written})}:
            is_same = read == written
            kept = written in {getattr(op, "state", None), getattr(op, "window", None)}
            added = isinstance(op, Affine) and read == op.add and read != op.x
            if overlap(read, written) and not (
                is_same and (kept or added or isinstance(op, IN_PLACE))
            ):
                yield "it writes over what it reads"


def _shapes(op: Op) -> Sequence[Expected]:
    """Sizes that must agree."""
    found: Sequence[Expected]
    match op:
        case Gather():
            rows = max(1, _size(op.table, 0))
            found = (_shape("table", op.table, rows, op.out.size), ("`index`", op.index.size, 1))
        case Affine():
            found = _affine_shapes(op)
        case Normalise():
            found = _normalise_shapes(op)
        case Activate() | Copy():
            found = (("`out`", op.out.size, op.x.size),)
        case Add():
            found = (("`out`", op.out.size, op.x.size), ("`y`", op.y.size, op.x.size))
        case Gate():
            found = (("`x`", op.x.size, 2 * op.out.size),)
        case Shift():
            found = (("`window` past whole items", op.window.size % op.x.size, 0),)
        case Modes() | LowRankModes() | Recur():
            found = _recurrence_shapes(op)
        case DrawClass() | DrawMixture():
            found = _draw_shapes(op)
        case _:
            assert_never(op)
    return found


def _normalise_shapes(op: Normalise) -> Sequence[Expected]:
    held = {"shift": op.shift, "weight": op.weight, "bias": op.bias}
    sizes = [(f"`{name}`", t.numel(), op.x.size) for name, t in held.items() if t is not None]
    return (("`out`", op.out.size, op.x.size), *(each for each in sizes if each[1] != 1))


def _shape(name: str, tensor: Tensor, *wanted: int) -> Expected:
    return (f"`{name}`", tuple(tensor.shape), wanted)


def _size(tensor: Tensor, axis: int) -> int:
    """How long an axis is, 0 where there is none."""
    return tensor.shape[axis] if axis < tensor.ndim else 0


def _affine_shapes(op: Affine) -> tuple[Expected, ...]:
    rows = 2 * op.out.size if op.gated else op.out.size
    return (
        _shape("weight", op.weight, rows, op.x.size),
        *(() if op.bias is None else (_shape("bias", op.bias, rows),)),
        *(() if op.add is None else (("`add`", op.add.size, op.out.size),)),
    )


def _recurrence_shapes(op: Recurrence) -> tuple[Expected, ...]:
    H, K, M = op.u.size, _size(op.readout, 0), _size(op.readout, 2)  # noqa: N806  # axis letters
    parts = () if isinstance(op, Recur) else (2,)
    own: tuple[Expected, ...]
    match op:
        case Recur():
            own = (_shape("matrix", op.matrix, H, M, M), _shape("inlet", op.inlet, H, M))
        case Modes():
            own = (_shape("transition", op.transition, H, M, 2),)
        case LowRankModes():
            R = _size(op.push, 0)  # noqa: N806
            own = (
                (f"{R} directions (at most {MOST_DIRECTIONS})", R > MOST_DIRECTIONS, False),
                _shape("push", op.push, R, H, M, 2),
                _shape("pull", op.pull, R, H, M, 2),
                _shape("transition", op.transition, H, M, 2),
                _shape("inlet", op.inlet, H, M, 2),
            )
        case _:
            assert_never(op)
    return (
        *own,
        _shape("readout", op.readout, K, H, M, *parts),
        _shape("through", op.through, K, H),
        ("`out`", op.out.size, K * H),
        ("`state`", op.state.size, H * M * prod(parts)),
    )


def _draw_shapes(op: DrawClass | DrawMixture) -> tuple[Expected, ...]:
    sizes: tuple[Expected, ...] = (("`out`", op.out.size, 1), ("`uniform`", op.uniform.size, 1))
    if isinstance(op, DrawClass):
        return sizes
    size = op.logits.size
    others = (("`means`", op.means.size, size), ("`log_scales`", op.log_scales.size, size))
    return (*sizes, *others)


def _choices(op: Op) -> Iterator[Expected]:
    """Options that must be among those the machine knows."""
    activation = getattr(op, "activation", "id")
    if activation not in get_args(Activation):
        yield ("`activation`", activation, "known")
    match op:
        case Affine(gated=True):
            yield ("`activation` of what is gated", op.activation, "id")
        case DrawClass():
            yield ("`temperature` at least 0", op.temperature >= 0, True)
            yield ("`top_k` at least 1", op.top_k is None or op.top_k >= 1, True)
            yield ("`top_p` above 0", op.top_p > 0, True)
        case DrawMixture():
            yield ("`n` at least 1", op.n >= 1, True)
        case _:
            return


def _state_faults(program: Program) -> Iterator[str]:
    """A state is laid out for its recurrence, so that nothing else can use it."""
    ops = [op for tick in program.ticks for op in tick]
    layouts: dict[Vector, tuple[object, ...]] = {}
    for op in ops:
        if isinstance(op, Recurrence):
            layout = (type(op) is Recur, op.u.size, prod(op.readout.shape[2:]))
            if layouts.setdefault(op.state, layout) != layout:
                yield "two recurrences lay out one state differently"
    held: dict[int, list[Vector]] = {}
    for state in layouts:
        held.setdefault(state.register, []).append(state)
    outside = [program.item, *program.prediction.values()]
    used = [v for op in ops for v in vectors_of(op).values() if v.register in held]
    for vector in (*used, *(v for v in outside if v.register in held)):
        if any(s != vector and overlap(s, vector) for s in held[vector.register]):
            yield "a state is used by something else than its recurrence"
    for state in layouts:
        if program.registers[state.register].initial is None:
            yield "a state begins with nothing"
