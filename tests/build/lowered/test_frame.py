"""Vectors in their registers while a superstep is written."""

from __future__ import annotations

import torch

from graphnet.build.lowered.code import Code
from graphnet.build.lowered.frame import Frame
from graphnet.build.lowered.ops import Copy, Vector
from graphnet.build.lowered.template import Template, template_of


def frame() -> Frame:
    made = Frame(2, torch.float32)
    made.ticks.append([])
    return made


def keeper() -> Template:
    """Adds what it takes to what it keeps, and a number drawn evenly."""
    code = Code(2, torch.float32)
    x, kept = code.vector(3), code.keep(torch.ones(2, 3))
    code.copy(code.add(kept, x), kept)
    code.uniform()
    return template_of(code, {"main": x}, {"main": kept})


def test_neighbours_are_joined_where_they_lie() -> None:
    to = frame()
    whole = to.fresh(6)
    assert to.joined([whole.part(0, 2), whole.part(2, 4)]) == whole
    assert to.joined([whole.part(2, 2)]) == whole.part(2, 2)
    assert to.ticks == [[]]


def test_others_are_copied_side_by_side() -> None:
    to = frame()
    a, b = to.fresh(2), to.fresh(3)
    found = to.joined([b, a])
    assert found.size == 5
    assert [(op.x, op.out.start) for op in to.ticks[0] if isinstance(op, Copy)] == [(b, 0), (a, 3)]


def test_vectors_that_change_places_do_not_lose_anything() -> None:
    to = frame()
    line = to.lasting_vector(6, torch.arange(12.0).view(2, 6))
    parts = [line.part(2 * i, 2) for i in range(3)]
    to.move([(parts[1], parts[0]), (parts[2], parts[1]), (parts[0], parts[2])])
    values = {(line.register, i): i for i in range(6)}
    for op in to.ticks[0]:
        assert isinstance(op, Copy)
        for i in range(op.x.size):
            source = values[op.x.register, op.x.start + i]
            values[op.out.register, op.out.start + i] = source
    assert [values[line.register, i] for i in range(6)] == [2, 3, 4, 5, 0, 1]


def test_what_stays_is_not_moved() -> None:
    to = frame()
    line = to.lasting_vector(4)
    to.move([(line.part(0, 2), line.part(0, 2))])
    assert to.ticks == [[]]


def test_a_stage_keeps_its_state_from_firing_to_firing_and_shares_it_with_no_other() -> None:
    to, template = frame(), keeper()
    first = to.fire("a", template, {"main": to.fresh(3)})["main"]
    again = to.fire("a", template, {"main": to.fresh(3)})["main"]
    other = to.fire("b", template, {"main": to.fresh(3)})["main"]
    assert first == again
    assert first.register != other.register
    assert {first.register, other.register} <= to.lasting
    assert to.registers[first.register].initial is not None


def test_numbers_to_draw_with_have_one_place() -> None:
    to, template = frame(), keeper()
    assert to.uniform is None
    for name in "ab":
        to.fire(name, template, {"main": to.fresh(3)})
    assert isinstance(to.uniform, Vector)
    assert to.uniform.size == 1
