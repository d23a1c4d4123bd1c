"""One stage's firing, or one draw, as a program of its own."""

from __future__ import annotations

from graphnet.build.lowered.ops import Program, Register, Vector
from graphnet.build.lowered.template import Template, at
from graphnet.graph.records import MAIN


def alone(template: Template, batch: int) -> Program:
    """A program of one tick: its item is what the template takes, port after port.

    What it gives is the prediction, and what it draws where it takes numbers to draw with.
    """
    width = sum(vector.size for vector in template.takes.values())
    count = len(template.uniforms)
    registers = [Register(width), Register(max(1, count))]
    places: dict[int, Vector] = {}
    start = 0
    for vector in template.takes.values():
        places[vector.register] = Vector(0, start, vector.size)
        start += vector.size
    for number, vector in enumerate(template.uniforms):
        places[vector.register] = Vector(1, number, 1)
    for register, size in enumerate(template.sizes):
        if register not in places:
            places[register] = Vector(len(registers), 0, size)
            registers.append(Register(size, template.kept.get(register)))
    gives = {port: at(places, vector) for port, vector in template.gives.items()}
    return Program(
        batch=batch,
        registers=tuple(registers),
        ticks=(tuple(template.placed(places)),),
        item=Vector(0, 0, width),
        prediction=gives,
        drawn=gives[MAIN] if count else None,
        uniform=Vector(1, 0, count) if count else None,
    )
