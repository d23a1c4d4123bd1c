"""Programs for tests: a register for each vector, constants drawn evenly."""

from __future__ import annotations

import torch
from attrs import evolve
from torch import Tensor

from graphnet.build.lowered.ops import (
    Affine,
    DrawClass,
    Gather,
    Modes,
    Normalise,
    Op,
    Program,
    Register,
    Vector,
)


class Maker:
    """Makes registers, constants and programs of them."""

    def __init__(self, batch: int = 1, seed: int = 0) -> None:
        self.batch = batch
        self.registers: list[Register] = []
        self.generator = torch.Generator().manual_seed(seed)

    def number(self, *shape: int, scale: float = 1.0) -> Tensor:
        return scale * torch.randn(*shape, generator=self.generator, dtype=torch.float64)

    def vector(self, size: int) -> Vector:
        self.registers.append(Register(size))
        return Vector(len(self.registers) - 1, 0, size)

    def kept(self, size: int, scale: float = 1.0) -> Vector:
        initial = self.number(self.batch, size, scale=scale)
        self.registers.append(Register(size, initial))
        return Vector(len(self.registers) - 1, 0, size)

    def circle(self, *shape: int) -> Tensor:
        """Complex numbers inside of the unit circle, as pairs."""
        turned = self.number(*shape)
        return 0.9 * torch.stack([turned.cos(), turned.sin()], dim=-1)

    def modes(self, u: Vector, modes: int = 3, outputs: int = 1, scale: float = 0.3) -> Modes:
        size = u.size
        return Modes(
            u=u,
            state=self.kept(size * modes * 2),
            out=self.vector(outputs * size),
            transition=self.circle(size, modes),
            readout=self.number(outputs, size, modes, 2, scale=scale),
            through=self.number(outputs, size),
            activation="gelu",
        )

    def program(self, *ticks: tuple[Op, ...], item: Vector, prediction: Vector) -> Program:
        return Program(
            batch=self.batch,
            registers=tuple(self.registers),
            ticks=ticks,
            item=item,
            prediction={"": prediction},
        )


def one_op(maker: Maker, op: Op, item: Vector, prediction: Vector) -> Program:
    """A program of one operation."""
    return maker.program((op,), item=item, prediction=prediction)


def small_network(batch: int = 1, size: int = 40, values: int = 50) -> Program:
    """Two blocks of a recurrence, a gated product and two more products; no draw."""
    maker = Maker(batch)
    item, x = maker.vector(1), maker.vector(size)
    ops: list[Op] = [Gather(table=maker.number(values, size), index=item, out=x)]
    for _ in range(2):
        normed, mixed, wide, given = (maker.vector(n) for n in (size, size, 2 * size, size))
        modes = maker.modes(normed)
        ops += [
            Normalise(x=x, out=normed, weight=maker.number(1)),
            modes,
            Affine(
                weight=maker.number(2 * size, size, scale=size**-0.5),
                bias=maker.number(2 * size),
                x=modes.out,
                out=mixed,
                add=x,
                gated=True,
            ),
            Affine(
                weight=maker.number(2 * size, size, scale=size**-0.5),
                bias=maker.number(2 * size),
                x=mixed,
                out=wide,
                activation="gelu",
            ),
            Affine(
                weight=maker.number(size, 2 * size, scale=size**-0.5),
                bias=None,
                x=wide,
                out=given,
                add=mixed,
            ),
        ]
        x = given
    scores = maker.vector(values)
    head = Affine(weight=maker.number(values, size, scale=0.2), bias=None, x=x, out=scores)
    return maker.program((*ops, head), item=item, prediction=scores)


def drawing(program: Program) -> Program:
    """The same program, which then draws a class."""
    count = len(program.registers)
    out, uniform = Vector(count, 0, 1), Vector(count + 1, 0, 1)
    draw = DrawClass(scores=program.prediction[""], uniform=uniform, out=out)
    return evolve(
        program,
        registers=(*program.registers, Register(1), Register(1)),
        ticks=tuple((*tick, draw) for tick in program.ticks),
        drawn=out,
        uniform=uniform,
    )
