"""Tables say what the C source reads: kinds, places, sizes and addresses."""

from __future__ import annotations

import re

import numpy as np
from attrs import evolve

from graphnet.build.lowered.ops import DrawClass, Program, Vector
from graphnet.build.machine.compiler import SOURCE
from graphnet.build.machine.encode import ACTIVATIONS, KINDS, Tables, encode
from tests.build.machine.programs import drawing, small_network

SINGLE = np.dtype(np.float32)


def enumerated(name: str, first: str) -> list[str]:
    """The names of the enumeration that begins with one of them."""
    text = (SOURCE / name).read_text(encoding="utf-8")
    found = re.search(rf"enum \{{\s*({first}[^}}]*)\}}", text)
    assert found is not None
    return [word.strip() for word in found[1].split(",")]


def inside(tables: Tables) -> bool:
    """Whether every address is one of the constants, aligned."""
    start = tables.constants.ctypes.data
    addresses = np.concatenate([tick["p"].ravel() for tick in tables.ticks])
    known = addresses[addresses > 0]
    end = start + tables.constants.nbytes
    return bool(((known >= start) & (known < end) & (known % 64 == 0)).all())


def test_kinds_and_activations_are_counted_as_in_c() -> None:
    kinds = [re.sub(r"(?<=[a-z])(?=[A-Z])", "_", kind.__name__).upper() for kind in KINDS]
    assert [kind.replace("LOW_RANK_MODES", "LOW_RANK") for kind in kinds] == enumerated(
        "program.h", "GATHER"
    )
    assert [name.upper() for name in ACTIVATIONS] == enumerated("numbers.h", "ID")


def test_addresses_are_those_of_constants() -> None:
    tables = encode(drawing(small_network(batch=2)), SINGLE)
    assert inside(tables)
    assert [len(tick) for tick in tables.ticks] == [13]
    assert tables.frames.shape == (2, tables.layout.frame)
    assert tables.states.shape == (2, tables.layout.store)


def test_constants_of_all_ticks_are_kept_once() -> None:
    once: Program = small_network()
    often = evolve(once, ticks=once.ticks * 16)
    assert encode(often, SINGLE).constants.size == encode(once, SINGLE).constants.size


def test_room_suffices_for_the_largest_operation() -> None:
    program = drawing(small_network(size=40, values=50))
    tables = encode(program, SINGLE)
    assert tables.scratch == 2 * 50 + 4  # whole rows of eight
    assert tables.exchange == 2 * 3 * 16  # a gated product of 40


def test_numbers_to_draw_with_are_counted_from_their_own_start() -> None:
    program = drawing(small_network())
    count = len(program.registers)
    wide = evolve(program.registers[-1], size=5)
    assert program.uniform is not None
    (*ops, draw) = program.ticks[0]
    assert isinstance(draw, DrawClass)
    moved = evolve(draw, uniform=program.uniform.part(3, 1))
    program = evolve(
        program,
        registers=(*program.registers[:-1], wide),
        ticks=((*ops, moved),),
        uniform=evolve(program.uniform, start=1, size=4),
    )
    assert program.uniform == Vector(count - 1, 1, 4)
    assert encode(program, SINGLE).ticks[0][-1]["n"][2] == 2
