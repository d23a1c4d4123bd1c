"""HiPPO matrices, and each as a diagonal plus a low rank in a basis of its own, in float64."""

# N  real states   N/2 complex modes are kept, the others are their conjugates   R rank
# A  state matrix   B input vector   P correction: A + P^T P is normal
#
# In the basis V of that normal matrix's eigenvectors, A = V (diag(modes) - P P^*) V^*.

from __future__ import annotations

import math
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from attrs import field, frozen

Complex: TypeAlias = npt.NDArray[np.complex128]
Real: TypeAlias = npt.NDArray[np.float64]

B_CLIP = 2.0  # |Im B| is cut here: the largest of LegS is 40.8 for N = 64
GLAGT_BETA = 0.01
FOURIER_DECAY = {"fourier": 1.0, "fourier2": 2.0, "fourier_decay": 0.5}
NO_TURN = 1e-4  # a mode slower than this stands still: there its eigenvector is not unique


@frozen
class Modes:
    """A state-space model in the basis of its modes: `basis` is (N, N/2), V above."""

    A: Complex = field(eq=False)
    P: Complex = field(eq=False)
    B: Complex = field(eq=False)
    basis: Complex = field(eq=False)


def measure_matrices(measure: str, N: int) -> tuple[Real, Real]:
    """A (N, N) and B (N) of a measure (Gu et al. 2020, HiPPO; 2023, How to Train Your HiPPO)."""
    n = np.arange(N, dtype=np.float64)
    root = np.sqrt(2 * n + 1)
    match measure:
        case "legs":
            A, B = -np.tril(np.outer(root, root), -1) - np.diag(n + 1), root
        case "legsd":  # LegS less its low rank, which makes it normal, and half its input
            A, B = measure_matrices("legs", N)
            A, B = A + np.outer(B, B) / 2, B / 2
        case "legt":
            signs = np.where(n[:, None] < n, (-1.0) ** (n[:, None] - n), 1.0)
            A, B = -np.outer(root, root) * signs / 2, root / 2
        case "lagt":
            A, B = np.eye(N) / 2 - np.tril(np.ones((N, N))), np.ones(N)
        case "glagt":  # generalised Laguerre with a slight decay more, which scales the input
            A, B = measure_matrices("lagt", N)
            A, B = A - GLAGT_BETA / 2 * np.eye(N), math.sqrt(GLAGT_BETA) * B
        case _:
            A, B = _fourier_matrices(measure, N)
    return A, B


def _fourier_matrices(measure: str, N: int) -> tuple[Real, Real]:
    """Turning pairs of states that forget in the input's direction, or all alike."""
    B = _fourier_input(N)
    if measure == "foud":
        return _turns(N, 2.0) - np.eye(N) / 2, B
    decay = FOURIER_DECAY[measure]
    A = _turns(N, 2.0 if measure == "fourier2" else 1.0) - decay * np.outer(B, B)
    return A, decay * B


def _turns(N: int, speed: float) -> Real:
    """Pairs of states that turn k half rounds in a unit of time, for k = 0, 1, ..."""
    rates = np.zeros(N - 1)
    rates[::2] = math.pi * speed * np.arange(N // 2)
    return np.diag(rates, -1) - np.diag(rates, 1)


def _fourier_input(N: int) -> Real:
    B = np.zeros(N)
    B[::2] = math.sqrt(2)
    B[0] = 1
    return B


def correction(measure: str, N: int, rank: int) -> Real:
    """P (rank, N), such that A + P^T P is normal; rows beyond what that takes are zero."""
    P = np.zeros((rank, N))
    n = np.arange(N)
    match measure:
        case "legs":
            P[0] = np.sqrt(n + 0.5)
        case "legt":
            for parity in (0, 1):
                P[1 - parity, parity::2] = np.sqrt(n[parity::2] + 0.5)
        case "lagt" | "glagt":
            P[0] = math.sqrt(0.5)
        case "fourier" | "fourier2" | "fourier_decay":
            P[0] = math.sqrt(FOURIER_DECAY[measure]) * _fourier_input(N)
    return P


def measure_modes(measure: str, N: int, rank: int = 1, clip: float | None = B_CLIP) -> Modes:
    """The matrices of a measure in the basis of their modes; Im B is cut at `clip`."""
    A, B = measure_matrices(measure, N)
    P = correction(measure, N, rank)
    normal = A + P.T @ P
    turns, V = np.linalg.eigh(-1j * normal)
    turns, V = turns[: N // 2], _with_fixed_phases(V[:, : N // 2])
    if abs(turns[-1]) < NO_TURN:  # the first two states, which Fourier measures leave alone
        turns[-1] = 0.0
        V[:, -1] = 0.0
        V[:2, -1] = math.sqrt(0.5), 1j * math.sqrt(0.5)
    decay = np.full(N // 2, np.diag(normal).mean())
    B_modes = V.conj().T @ B
    if clip is not None:
        B_modes = B_modes.real + 1j * np.clip(B_modes.imag, -clip, clip)
    return Modes(A=decay + 1j * turns, P=(V.conj().T @ P.T).T, B=B_modes, basis=V)


def _with_fixed_phases(V: Complex) -> Complex:
    """Eigenvectors whose first entry that is not zero is real and positive.

    Their phases are free and change between linear algebra libraries: so that a seed gives the
    same model everywhere, they are chosen here.
    """
    first = np.argmax(np.abs(V) > 1e-6, axis=0)
    leading = V[first, np.arange(V.shape[1])]
    fixed: Complex = V * np.exp(-1j * np.angle(leading))
    return fixed
