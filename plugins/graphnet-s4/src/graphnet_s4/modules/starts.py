"""Where the parameters of a state-space model start: A, P, B of each of its S systems."""

# S  independent systems   N/2 modes of each   R rank of the correction P

from __future__ import annotations

import math

import numpy as np
from attrs import field, frozen

from graphnet_s4.inits import InputInit, parts_of
from graphnet_s4.modules.hippo import Complex, Modes, Real, measure_modes
from graphnet_s4.options import S4DOptions, S4Options, rank_of


@frozen
class Starts:
    """Per system: A and B (S, N/2), P (R, S, N/2), and what C reads the first state by."""

    A: Complex = field(eq=False)
    P: Complex = field(eq=False)
    B: Complex = field(eq=False)
    first: Complex = field(eq=False)


def starts(options: S4Options | S4DOptions, S: int) -> Starts:
    """The systems that the options ask for; each init has an equal share of them."""
    found = [_modes_of(init or "", options) for init in parts_of(options.init)]
    return Starts(
        A=_shared([modes.A for modes in found], S),
        P=_shared([modes.P for modes in found], S),
        B=_shared([modes.B for modes in found], S),
        first=_shared([modes.basis[0] for modes in found], S),
    )


def _shared(parts: list[Complex], S: int) -> Complex:
    """(..., N/2) of each init to (..., S, N/2)."""
    return np.repeat(np.stack(parts, axis=-2), S // len(parts), axis=-2)


def _modes_of(init: str, options: S4Options | S4DOptions) -> Modes:
    match options:
        case S4Options():
            return dense_modes(init, options)
        case S4DOptions():
            return diagonal_modes(init, options)


def dense_modes(init: str, options: S4Options) -> Modes:
    """One system of an S4 block; a diagonal init among them has no correction."""
    N, R = options.d_state, rank_of(options)
    if init in ("inv", "lin"):
        A, B = diagonal_init(init, N)
        return Modes(A=A, P=np.zeros((R, N // 2), dtype=np.complex128), B=B, basis=_identity(N))
    return measure_modes(init, N, R)


def diagonal_modes(init: str, options: S4DOptions) -> Modes:
    """One system of an S4D block."""
    A, B = diagonal_init(init, options.d_state, options.b_init)
    P = np.zeros((0, len(A)), dtype=np.complex128)
    return Modes(A=A, P=P, B=B, basis=_identity(options.d_state))


def _identity(N: int) -> Complex:
    return np.eye(N, N // 2, dtype=np.complex128)


def diagonal_init(init: str, N: int, b_init: InputInit = "constant") -> tuple[Complex, Complex]:
    """A and B of one diagonal SSM, `N // 2` modes each (Gu et al. 2022, S4D, section 4)."""
    n = np.arange(N // 2, dtype=np.float64)
    half, B = np.full(N // 2, 0.5), input_init(b_init, N)
    match init:
        case "lin":
            return _modes(half, math.pi * n), B
        case "inv":
            return _modes(half, N / math.pi * (N / (2 * n + 1) - 1)), B
        case "inv2":
            return _modes(half, N / math.pi * (N / (n + 1) - 1)), B
        case "quad":
            return _modes(half, (2 * n + 1) ** 2 / math.pi), B
        case "real":
            return _modes(n + 1, np.zeros_like(n)), B
        case _:
            legs = measure_modes("legs", N)
            return _modes(half, -legs.A.imag), legs.B


def input_init(b_init: InputInit, N: int) -> Complex:
    """B of those inits that leave it open: all ones, of alternating sign, or once round 1 by N."""
    n = np.arange(N // 2, dtype=np.float64)
    match b_init:
        case "constant":
            return np.ones(N // 2, dtype=np.complex128)
        case "alternating":
            return ((-1.0) ** n).astype(np.complex128)
        case "unit-cw":
            return _turned(n * (-2 * math.pi / N))
        case "unit-ccw":
            return _turned(n * (2 * math.pi / N))


def _turned(angle: Real) -> Complex:
    turned: Complex = np.exp(1j * angle)
    return turned


def _modes(decay: Real, frequency: Real) -> Complex:
    return -(decay + 1j * frequency).astype(np.complex128)
