"""Where a diagonal state matrix starts: S4D's initialisations, in float64."""

# N  number of real states; N/2 complex modes are kept, the others are their conjugates
# A  diagonal of the state matrix, real parts and imaginary parts negative
# B  input vector in the basis of the modes

from __future__ import annotations

import math
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from graphnet_s4.options import Init

Complex: TypeAlias = npt.NDArray[np.complex128]
Real: TypeAlias = npt.NDArray[np.float64]

B_CLIP = 2.0  # |Im B| of S4D-LegS is cut here: the largest is 40.8 for N = 64


def diagonal_init(init: Init, N: int) -> tuple[Complex, Complex]:
    """A and B of one diagonal SSM, `N // 2` modes each (Gu et al. 2022, S4D, section 4)."""
    n = np.arange(N // 2, dtype=np.float64)
    one = np.ones(N // 2, dtype=np.complex128)
    half = np.full(N // 2, 0.5)
    match init:
        case "lin":
            return _modes(half, math.pi * n), one
        case "inv":
            return _modes(half, N / math.pi * (N / (2 * n + 1) - 1)), one
        case "inv2":
            return _modes(half, N / math.pi * (N / (n + 1) - 1)), one
        case "quad":
            return _modes(half, (2 * n + 1) ** 2 / math.pi), one
        case "real":
            return _modes(n + 1, np.zeros_like(n)), one
        case "legs":
            A, B = legs_modes(N)
            return A, _modes(-B.real, -np.clip(B.imag, -B_CLIP, B_CLIP))


def _modes(decay: Real, frequency: Real) -> Complex:
    return -(decay + 1j * frequency).astype(np.complex128)


def legs_modes(N: int) -> tuple[Complex, Complex]:
    """Eigenvalues of the normal part of HiPPO-LegS and its B in that basis, unclipped.

    An eigenvector's phase is free and changes between linear algebra libraries; here its first
    entry is made real and positive, so that a seed gives the same model everywhere.
    """
    n = np.arange(N, dtype=np.float64)
    B = np.sqrt(2 * n + 1)
    P = np.sqrt(n + 0.5)
    normal = np.outer(P, P) - np.tril(np.outer(B, B), -1) - np.diag(n + 1)
    imaginary, V = np.linalg.eigh(-1j * normal)
    V = V[:, : N // 2] * np.exp(-1j * np.angle(V[0, : N // 2]))
    return _modes(np.full(N // 2, 0.5), -imaginary[: N // 2]), V.conj().T @ B
