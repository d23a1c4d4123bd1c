"""A program that would read or write where it must not is refused, with the reason."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from attrs import evolve

from graphnet.build.lowered.ops import (
    Activate,
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
    Register,
    Shift,
    Vector,
)
from graphnet.build.machine.check import fault
from tests.build.machine.programs import Maker, drawing, one_op, small_network

V = Vector


def refused(op: Op, *, registers: int = 4, size: int = 8) -> str | None:
    """The fault of one operation over registers of one size, the last of which is to draw with."""
    held = tuple(Register(size, torch.zeros(2, size)) for _ in range(registers))
    uniform = V(registers - 1, 0, size)
    program = Program(batch=2, registers=held, ticks=((op,),), item=V(0, 0, 1), uniform=uniform)
    told = fault(program)
    return told if told is None else told.removeprefix(f"tick 0: {type(op).__name__}: ")


def ones(*shape: int) -> torch.Tensor:
    return torch.ones(*shape)


A, B, C, LAST = V(0, 0, 4), V(1, 0, 4), V(2, 0, 4), V(3, 0, 1)
STATE = V(2, 0, 8)
PRODUCT = Affine(weight=ones(4, 4), bias=ones(4), x=A, out=B)
MODES = Modes(
    u=A, state=STATE, out=B, transition=ones(4, 1, 2), readout=ones(1, 4, 1, 2), through=ones(1, 4)
)
LOW = LowRankModes(
    u=A,
    state=STATE,
    out=B,
    transition=ones(4, 1, 2),
    inlet=ones(4, 1, 2),
    push=ones(2, 4, 1, 2),
    pull=ones(2, 4, 1, 2),
    readout=ones(1, 4, 1, 2),
    through=ones(1, 4),
)
RECUR = Recur(
    u=A,
    state=STATE,
    out=B,
    matrix=ones(4, 2, 2),
    inlet=ones(4, 2),
    readout=ones(1, 4, 2),
    through=ones(1, 4),
)
GATHER = Gather(table=ones(9, 4), index=V(0, 0, 1), out=B)
DRAW = DrawClass(scores=A, uniform=LAST, out=V(1, 0, 1))
MIXTURE = DrawMixture(
    logits=A, means=B, log_scales=C, uniform=LAST, out=V(1, 7, 1), n=4, least_log_scale=-3.0
)
RIGHT: tuple[Op, ...] = (
    PRODUCT,
    evolve(PRODUCT, add=B),
    evolve(PRODUCT, weight=ones(8, 4), bias=None, gated=True),
    MODES,
    LOW,
    RECUR,
    GATHER,
    DRAW,
    MIXTURE,
    Normalise(x=A, out=A, weight=ones(1), bias=ones(4)),
    Activate(activation="gelu", x=A, out=A),
    Add(x=A, y=B, out=A),
    Copy(x=A, out=B),
    Gate(x=V(0, 0, 8), out=B),
    Shift(x=V(1, 0, 2), window=V(0, 0, 8)),
)
WRONG: tuple[tuple[Op, str], ...] = (
    (evolve(PRODUCT, x=V(0, 5, 4)), "`x` is outside of its register"),
    (evolve(PRODUCT, x=V(0, -1, 4)), "`x` is outside of its register"),
    (evolve(PRODUCT, x=V(0, 0, 0)), "`x` is outside of its register"),
    (evolve(PRODUCT, out=V(9, 0, 4)), "`out` is outside of its register"),
    (evolve(PRODUCT, out=V(-1, 0, 4)), "`out` is outside of its register"),
    (evolve(PRODUCT, weight=ones(4, 5)), "`weight` is (4, 5), not (4, 4)"),
    (evolve(PRODUCT, weight=ones(4)), "`weight` is (4,), not (4, 4)"),
    (evolve(PRODUCT, bias=ones(5)), "`bias` is (5,), not (4,)"),
    (evolve(PRODUCT, add=V(2, 0, 5)), "`add` is 5, not 4"),
    (evolve(PRODUCT, gated=True), "`weight` is (4, 4), not (8, 4)"),
    (
        evolve(PRODUCT, weight=ones(8, 4), bias=None, gated=True, activation="relu"),
        "`activation` of what is gated is relu, not id",
    ),
    (
        evolve(PRODUCT, activation="cosine"),  # type: ignore[arg-type]  # on purpose
        "`activation` is cosine, not known",
    ),
    (evolve(PRODUCT, out=A), "it writes over what it reads"),
    (evolve(PRODUCT, out=V(0, 3, 4)), "it writes over what it reads"),
    (evolve(PRODUCT, add=V(1, 1, 4)), "it writes over what it reads"),
    (evolve(PRODUCT, out=A, add=A), "it writes over what it reads"),
    (evolve(PRODUCT, x=V(3, 0, 4)), "it uses numbers that are there for draws only"),
    (evolve(GATHER, index=V(0, 0, 2)), "`index` is 2, not 1"),
    (evolve(GATHER, table=ones(0, 4)), "`table` is (0, 4), not (1, 4)"),
    (evolve(GATHER, table=ones(9, 3)), "`table` is (9, 3), not (9, 4)"),
    (evolve(GATHER, table=torch.tensor(1.0)), "`table` is (), not (1, 4)"),
    (Normalise(x=A, out=V(1, 0, 3)), "`out` is 3, not 4"),
    (Normalise(x=A, out=B, shift=ones(3)), "`shift` is 3, not 4"),
    (Activate(activation="relu", x=A, out=V(1, 0, 3)), "`out` is 3, not 4"),
    (Activate(activation="relu", x=A, out=V(0, 1, 4)), "it writes over what it reads"),
    (Add(x=A, y=V(1, 0, 3), out=C), "`y` is 3, not 4"),
    (Gate(x=A, out=B), "`x` is 4, not 8"),
    (Gate(x=V(0, 0, 8), out=A), "it writes over what it reads"),
    (Shift(x=V(1, 0, 3), window=V(0, 0, 8)), "`window` past whole items is 2, not 0"),
    (Shift(x=V(0, 4, 2), window=V(0, 0, 8)), "it writes over what it reads"),
    (evolve(MODES, transition=ones(4, 2, 2)), "`transition` is (4, 2, 2), not (4, 1, 2)"),
    (evolve(MODES, readout=ones(1, 4)), "`transition` is (4, 1, 2), not (4, 0, 2)"),
    (evolve(MODES, through=ones(4)), "`through` is (4,), not (1, 4)"),
    (evolve(MODES, out=V(1, 0, 8)), "`out` is 8, not 4"),
    (evolve(MODES, state=C), "`state` is 4, not 8"),
    (evolve(MODES, out=V(2, 4, 4)), "it writes over what it reads"),
    (evolve(LOW, push=ones(1, 4, 1, 2)), "`pull` is (2, 4, 1, 2), not (1, 4, 1, 2)"),
    (
        evolve(LOW, push=ones(17, 4, 1, 2), pull=ones(17, 4, 1, 2)),
        "17 directions (at most 16) is True, not False",
    ),
    (evolve(LOW, inlet=ones(4, 1)), "`inlet` is (4, 1), not (4, 1, 2)"),
    (evolve(RECUR, matrix=ones(4, 2, 1)), "`matrix` is (4, 2, 1), not (4, 2, 2)"),
    (evolve(RECUR, readout=ones(1, 4, 2, 2)), "`readout` is (1, 4, 2, 2), not (1, 4, 2)"),
    (evolve(DRAW, out=B), "`out` is 4, not 1"),
    (evolve(DRAW, uniform=V(2, 0, 1)), "`uniform` is no part of the program's"),
    (evolve(DRAW, uniform=V(3, 0, 2)), "`uniform` is 2, not 1"),
    (evolve(DRAW, temperature=-1.0), "`temperature` at least 0 is False, not True"),
    (evolve(DRAW, top_k=0), "`top_k` at least 1 is False, not True"),
    (evolve(DRAW, top_p=0.0), "`top_p` above 0 is False, not True"),
    (evolve(MIXTURE, means=V(1, 0, 3)), "`means` is 3, not 4"),
    (evolve(MIXTURE, n=0), "`n` at least 1 is False, not True"),
)


@pytest.mark.parametrize("op", RIGHT, ids=lambda op: type(op).__name__)
def test_right_operations_pass(op: Op) -> None:
    assert refused(op) is None


@pytest.mark.parametrize(("op", "why"), WRONG, ids=[why for _, why in WRONG])
def test_wrong_operations_are_refused(op: Op, why: str) -> None:
    assert refused(op) == why


PROGRAMS: tuple[tuple[Callable[[Program], Program], str], ...] = (
    (lambda p: evolve(p, batch=0), "it has no sequence or no tick"),
    (lambda p: evolve(p, ticks=()), "it has no sequence or no tick"),
    (lambda p: evolve(p, batch=3), "register 6 of size 240 begins with (2, 240)"),
    (lambda p: evolve(p, item=V(0, 0, 2)), "item is outside of its register"),
    (lambda p: evolve(p, prediction={"a": V(99, 0, 1)}), "prediction 'a' is outside of its"),
    (lambda p: evolve(p, drawn=V(1, 0, 41)), "drawn is outside of its register"),
    (lambda p: evolve(p, drawn=V(1, 0, 2)), "an item has 1 numbers, and 2 are drawn"),
    (lambda p: evolve(p, uniform=V(0, 1, 1)), "uniform is outside of its register"),
    (lambda p: evolve(p, prediction={"": V(6, 0, 4)}), "a state is used by something else"),
    (lambda p: evolve(p, registers=bare(p, 6)), "a state begins with nothing"),
)


def bare(program: Program, number: int) -> tuple[Register, ...]:
    return tuple(
        evolve(register, initial=None) if place == number else register
        for place, register in enumerate(program.registers)
    )


@pytest.mark.parametrize(("change", "why"), PROGRAMS, ids=[why for _, why in PROGRAMS])
def test_wrong_programs_are_refused(change: Callable[[Program], Program], why: str) -> None:
    right = small_network(batch=2)
    assert fault(right) is None
    assert fault(drawing(right)) is None
    assert (fault(change(right)) or "").startswith(why)


def test_a_state_belongs_to_recurrences_of_one_shape() -> None:
    maker = Maker()
    u = maker.vector(4)
    one = maker.modes(u, modes=2)
    other = evolve(maker.modes(u.part(0, 2), modes=4), state=one.state)
    program = maker.program((one, other), item=u, prediction=u)
    assert fault(program) == "two recurrences lay out one state differently"
    moved = maker.program((one, Copy(x=one.state.part(0, 4), out=u)), item=u, prediction=u)
    assert fault(moved) == "a state is used by something else than its recurrence"
    assert fault(one_op(maker, one, u, u)) is None
