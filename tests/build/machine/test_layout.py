"""Registers and states have places of their own, states in the order that recurrences read."""

from __future__ import annotations

import numpy as np

from graphnet.build.lowered.ops import Recur, Vector
from graphnet.build.machine.layout import first_frames, first_states, lay_out
from tests.build.machine.programs import Maker, drawing, small_network

DOUBLE = np.dtype(np.float64)


def test_registers_do_not_overlap_and_states_are_left_out() -> None:
    program = drawing(small_network(batch=2))
    layout = lay_out(program, 8)
    ends = [place + program.registers[r].size for r, place in sorted(layout.places.items())]
    starts = sorted(layout.places.values())
    assert all(end <= start for end, start in zip(ends, starts[1:], strict=False))
    assert ends[-1] <= layout.frame
    assert layout.frame // 8 % 2 == 1
    assert layout.store // 8 % 2 == 1
    assert not {state.register for state in layout.states} & set(layout.places)
    assert program.uniform is not None
    assert program.uniform.register not in layout.places
    assert layout.at(None) == -1
    assert layout.at(Vector(1, 3, 2)) == layout.places[1] + 3


def test_frames_begin_as_registers_do() -> None:
    maker = Maker(batch=3)
    x, held = maker.vector(5), maker.kept(4)
    program = maker.program((), item=x, prediction=held)
    layout = lay_out(program, 8)
    frames = first_frames(program, layout, DOUBLE)
    initial = program.registers[held.register].initial
    assert initial is not None
    assert np.array_equal(frames[:, layout.at(held) : layout.at(held) + 4], initial.numpy())
    assert frames.shape == (3, layout.frame)


def test_states_begin_as_their_recurrences_read_them() -> None:
    maker = Maker(batch=2)
    u = maker.vector(10)
    modes = maker.modes(u, modes=3)
    recur = Recur(
        u=u,
        state=maker.kept(10 * 9),
        out=maker.vector(10),
        matrix=maker.number(10, 9, 9),
        inlet=maker.number(10, 9),
        readout=maker.number(1, 10, 9),
        through=maker.number(1, 10),
    )
    program = maker.program((modes, recur), item=u, prediction=u)
    layout = lay_out(program, 8)
    stores = first_states(program, layout, DOUBLE)
    paired = stores[:, layout.states[modes.state] :][:, : 2 * 3 * 2 * 8].reshape(2, 2, 3, 2, 8)
    dense = stores[:, layout.states[recur.state] :][:, : 10 * 16].reshape(2, 10, 16)
    first = maker.registers[modes.state.register].initial
    second = maker.registers[recur.state.register].initial
    assert first is not None
    assert second is not None
    wanted = first.numpy().reshape(2, 10, 3, 2)
    assert all(
        paired[b, h // 8, m, p, h % 8] == wanted[b, h, m, p]
        for b, h, m, p in np.ndindex(2, 10, 3, 2)
    )
    assert np.array_equal(dense[..., :9], second.numpy().reshape(2, 10, 9))
