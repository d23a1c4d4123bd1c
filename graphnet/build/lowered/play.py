"""A program run with plain torch, one operation after the other: what every machine must equal."""

# B sequences   H features   M complex modes   N real states   K outputs a feature   R rows

from __future__ import annotations

from typing import Any, final

import torch
from attrs import evolve, fields
from torch import Tensor
from torch.nn import functional

from graphnet.build.lowered.draws import drawn_class, drawn_code
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


@final
class Player:
    """A program and where it stands; everything is computed in `dtype`."""

    def __init__(self, program: Program, dtype: torch.dtype) -> None:
        self.program = program
        self._tick = 0
        self._registers = [
            torch.full((program.batch, register.size), torch.nan, dtype=dtype)
            if register.initial is None
            else register.initial.detach().to(dtype, copy=True)
            for register in program.registers
        ]
        constants: dict[int, Tensor] = {}
        self._ticks = [[_in_dtype(op, dtype, constants) for op in tick] for tick in program.ticks]

    def predict(self, item: Tensor) -> dict[str, Tensor]:
        """What the network predicts after `item` (B, c), by field."""
        self._run(item)
        return {name: self._get(v).clone() for name, v in self.program.prediction.items()}

    def free_run(self, item: Tensor, uniforms: Tensor) -> Tensor:
        """Items (T, B, c) drawn one after the other, with `uniforms` (T, B, n)."""
        program, drawn = self.program, []
        if program.drawn is None or program.uniform is None:
            raise ValueError("the program draws nothing")
        for numbers in uniforms:
            self._set(program.uniform, numbers)
            self._run(item)
            item = self._get(program.drawn).clone()
            drawn.append(item)
        return torch.stack(drawn)

    def _run(self, item: Tensor) -> None:
        self._set(self.program.item, item)
        for op in self._ticks[self._tick]:
            self._play(op)
        self._tick = (self._tick + 1) % len(self._ticks)

    def _play(self, op: Op) -> None:
        match op:
            case Shift():
                kept = self._get(op.window)[:, op.x.size :].clone()
                self._set(op.window, torch.cat([kept, self._get(op.x)], dim=1))
            case Modes() | LowRankModes() | Recur():
                given, state = _recurred(op, self._get(op.u), self._get(op.state))
                self._set(op.state, state)
                self._set(op.out, activated(op.activation, given))
            case DrawClass():
                drawn = drawn_class(op, self._get(op.scores), self._get(op.uniform))
                self._set(op.out, drawn)
            case DrawMixture():
                components = [self._get(each) for each in (op.logits, op.means, op.log_scales)]
                self._set(op.out, drawn_code(op, components, self._get(op.uniform)))
            case Gather():
                self._set(op.out, op.table[self._get(op.index)[:, 0].round().long()])
            case Add():
                self._set(op.out, self._get(op.x) + op.by * self._get(op.y))
            case _:
                add = op.add if isinstance(op, Affine) else None
                given = _mapped(op, self._get(op.x))
                self._set(op.out, given if add is None else self._get(add) + given)

    def _get(self, vector: Vector) -> Tensor:
        return self._registers[vector.register].narrow(1, vector.start, vector.size)

    def _set(self, vector: Vector, values: Tensor) -> None:
        self._get(vector).copy_(values.reshape(self.program.batch, vector.size))


def activated(activation: Activation, x: Tensor) -> Tensor:
    """activation(x)."""
    match activation:
        case "id":
            return x
        case "gelu":
            return functional.gelu(x)
        case "relu":
            return functional.relu(x)
        case "silu":
            return functional.silu(x)
        case "tanh":
            return x.tanh()
        case "sigmoid":
            return x.sigmoid()


def _mapped(op: Affine | Normalise | Activate | Gate | Copy, x: Tensor) -> Tensor:
    """What an operation on one vector makes of it."""
    match op:
        case Affine():
            given = functional.linear(x, op.weight, op.bias)
            return functional.glu(given, dim=-1) if op.gated else activated(op.activation, given)
        case Normalise():
            return _normalised(op, x)
        case Activate():
            return activated(op.activation, x)
        case Gate():
            return functional.glu(x, dim=-1)
        case Copy():
            return x


def _normalised(op: Normalise, x: Tensor) -> Tensor:
    centred = x - x.mean(dim=-1, keepdim=True)
    deviation = (centred.square().mean(dim=-1, keepdim=True) + op.epsilon).sqrt()
    given = (centred if op.shift is None else centred + op.shift) / deviation
    given = given if op.weight is None else given * op.weight
    return given if op.bias is None else given + op.bias


def _recurred(op: Modes | LowRankModes | Recur, u: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
    """The outputs (B, K, H) before their activation, and the state after."""
    if isinstance(op, Recur):
        before = state.view(*u.shape, -1)
        after = torch.einsum("hnm,bhm->bhn", op.matrix, before) + op.inlet * u.unsqueeze(-1)
        given = torch.einsum("khn,bhn->bkh", op.readout, after)
    else:
        after = _advanced(op, u, state.view(*u.shape, -1, 2))
        given = torch.einsum("khmp,bhmp->bkh", op.readout, after)
    return given + op.through * u.unsqueeze(1), after


def _advanced(op: Modes | LowRankModes, u: Tensor, state: Tensor) -> Tensor:
    """Modes (B, H, M, 2) after one item."""
    re, im = state.unbind(-1)
    turn_re, turn_im = op.transition.unbind(-1)
    re, im = re * turn_re - im * turn_im, re * turn_im + im * turn_re
    if isinstance(op, Modes):
        return torch.stack([re + u.unsqueeze(-1), im], dim=-1)
    pulled = torch.einsum("rhmp,bhmp->brh", op.pull, state)
    pushed = torch.einsum("rhmp,brh->bhmp", op.push, pulled)
    return torch.stack([re, im], dim=-1) + op.inlet * u[..., None, None] - pushed


def _in_dtype(op: Op, dtype: torch.dtype, made: dict[int, Tensor]) -> Op:
    """The same operation with its constants in one dtype, each made once."""
    named = ((each.name, getattr(op, each.name)) for each in fields(type(op)))
    held = {name: value for name, value in named if isinstance(value, Tensor)}
    changed: dict[str, Any] = {
        name: made.setdefault(id(t), t.to(dtype)) for name, t in held.items()
    }
    return evolve(op, **changed)
