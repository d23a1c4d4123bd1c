"""The registers of a superstep that is being written, and the operations of the tick at hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import final

import torch
from torch import Tensor

from graphnet.build.lowered.access import overlap
from graphnet.build.lowered.ops import Copy, Op, Register, Vector
from graphnet.build.lowered.template import Template, at


@final
class Frame:
    """Registers are made and never given back: a vector is filled once, unless it lasts.

    `lasting` are the registers that hold something from one tick to another beside items under
    way: states, what waits on queues, what comes in and goes out.
    """

    def __init__(self, batch: int, dtype: torch.dtype) -> None:
        self.batch, self.dtype = batch, dtype
        self.registers: list[Register] = []
        self.lasting: set[int] = set()
        self.ticks: list[list[Op]] = []
        self.uniform: Vector | None = None
        self._kept: dict[str, dict[int, Vector]] = {}

    def fresh(self, size: int) -> Vector:
        """A vector for something on its way."""
        return self._vector(Register(size))

    def lasting_vector(self, size: int, initial: Tensor | None = None) -> Vector:
        """A vector that outlives a tick, and where it begins with something, a superstep."""
        vector = self._vector(Register(size, initial))
        self.lasting.add(vector.register)
        return vector

    def _vector(self, register: Register) -> Vector:
        self.registers.append(register)
        return Vector(len(self.registers) - 1, 0, register.size)

    def write(self, op: Op) -> None:
        """One more operation of the tick at hand."""
        self.ticks[-1].append(op)

    def fire(self, name: str, template: Template, takes: Mapping[str, Vector]) -> dict[str, Vector]:
        """A template's operations on vectors at its ports; what it keeps is kept under a name."""
        places = {template.takes[port].register: vector for port, vector in takes.items()}
        places.update(self._kept_by(name, template))
        places.update(self._uniforms(template))
        for register, size in enumerate(template.sizes):
            if register not in places:
                places[register] = self.fresh(size)
        self.ticks[-1].extend(template.placed(places))
        return {port: at(places, vector) for port, vector in template.gives.items()}

    def joined(self, parts: Sequence[Vector]) -> Vector:
        """Vectors one after the other in one place: where they lie, or in a new one."""
        first, size = parts[0], sum(part.size for part in parts)
        whole = Vector(first.register, first.start, size)
        if tuple(_cut(whole, parts)) == tuple(parts):
            return whole
        whole = self.fresh(size)
        for part, out in zip(parts, _cut(whole, parts), strict=True):
            self.write(Copy(x=part, out=out))
        return whole

    def move(self, moves: Sequence[tuple[Vector, Vector]]) -> None:
        """Put vectors into others as if all at once."""
        moves = [(x, out) for x, out in moves if x != out]
        held: list[Vector] = []
        for x, _ in moves:
            is_lost = any(overlap(x, out) for _, out in moves)
            held.append(self.copied(x) if is_lost else x)
        for x, (_, out) in zip(held, moves, strict=True):
            self.write(Copy(x=x, out=out))

    def copied(self, x: Vector) -> Vector:
        """The same numbers in a new place."""
        out = self.fresh(x.size)
        self.write(Copy(x=x, out=out))
        return out

    def _kept_by(self, name: str, template: Template) -> dict[int, Vector]:
        if name not in self._kept:
            self._kept[name] = {
                register: self.lasting_vector(initial.shape[1], initial)
                for register, initial in template.kept.items()
            }
        return self._kept[name]

    def _uniforms(self, template: Template) -> dict[int, Vector]:
        count = len(template.uniforms)
        if count and self.uniform is None:
            self.uniform = self.lasting_vector(count)
        found: dict[int, Vector] = {}
        for number, vector in enumerate(template.uniforms):
            if self.uniform is not None:
                found[vector.register] = self.uniform.part(number, 1)
        return found


def _cut(whole: Vector, parts: Sequence[Vector]) -> list[Vector]:
    """A vector in pieces as large as `parts`."""
    found, start = [], 0
    for part in parts:
        found.append(whole.part(start, part.size))
        start += part.size
    return found
