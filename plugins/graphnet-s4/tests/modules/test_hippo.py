"""HiPPO matrices and their modes against the reference's, and against each other.

An eigenvector's phase is free: what depends on it is compared through what does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pytest
import torch

from graphnet_s4.inits import least_rank
from graphnet_s4.modules.hippo import Modes, correction, measure_matrices, measure_modes

if TYPE_CHECKING:
    from conftest import Golden

MEASURES = [
    "legs",
    "legt",
    "fourier",
    "lagt",
    "glagt",
    "legsd",
    "foud",
    "fourier2",
    "fourier_decay",
]
NPLR = [("legs", 8), ("legs", 16), ("legs", 64), ("legt", 8), ("legt", 16)]
NPLR += [("fourier", 8), ("fourier", 16)]


def theirs(golden: Golden, measure: str, N: int, name: str) -> npt.NDArray[np.complex128]:
    tensor = golden("hippo", f"nplr/{measure}/N{N}/")[name]
    found: npt.NDArray[np.complex128] = torch.view_as_complex(tensor).numpy()
    return found


def whole(modes: Modes) -> tuple[npt.NDArray[np.complex128], npt.NDArray[np.complex128]]:
    """A and B in the measure's own basis: the modes and their conjugates together."""
    V, P, A, B = (
        np.concatenate((part, part.conj()), axis=-1)
        for part in (modes.basis, modes.P, modes.A, modes.B)
    )
    return V @ (np.diag(A) - P.T @ P.conj()) @ V.conj().T, V @ B


@pytest.mark.parametrize("N", [8, 16])
@pytest.mark.parametrize("measure", MEASURES)
def test_matrices_are_the_references(golden: Golden, measure: str, N: int) -> None:
    expected = golden("hippo", f"transition/{measure}/N{N}/")
    A, B = measure_matrices(measure, N)
    np.testing.assert_allclose(A, expected["A"], rtol=1e-8, atol=1e-12)
    np.testing.assert_allclose(B, expected["B"][:, 0], rtol=1e-8, atol=1e-12)


@pytest.mark.parametrize("N", [8, 16])
def test_the_lmu_is_legt_in_other_units(golden: Golden, N: int) -> None:
    """So that it is no init of its own: states scaled by their signs and norms, twice as fast."""
    expected = golden("hippo", f"transition/lmu/N{N}/")
    A, B = measure_matrices("legt", N)
    n = np.arange(N)
    units = (-1.0) ** n * np.sqrt(2 * n + 1)
    np.testing.assert_allclose(2 * A * units[:, None] / units, expected["A"], rtol=1e-12)
    np.testing.assert_allclose(2 * B * units, expected["B"][:, 0], rtol=1e-12)


@pytest.mark.parametrize("N", [8, 16])
@pytest.mark.parametrize("measure", ["legs", "legt", "fourier"])
def test_corrections_are_the_references(golden: Golden, measure: str, N: int) -> None:
    """That of Fourier is rounded to float32 there."""
    expected = golden("hippo")[f"rank/{measure}/N{N}/P"].numpy()
    tolerance = 1e-7 if measure == "fourier" else 1e-12
    np.testing.assert_allclose(correction(measure, N, len(expected)), expected, rtol=tolerance)


@pytest.mark.parametrize("N", [8, 64, 256])
@pytest.mark.parametrize("measure", MEASURES)
def test_modes_are_the_matrix_in_another_basis(measure: str, N: int) -> None:
    A, B = measure_matrices(measure, N)
    found_A, found_B = whole(measure_modes(measure, N, rank=least_rank(measure) + 1, clip=None))
    np.testing.assert_allclose(found_A, A, rtol=0, atol=1e-12 * np.abs(A).max())
    np.testing.assert_allclose(found_B, B, rtol=0, atol=1e-12 * np.abs(B).max())


@pytest.mark.parametrize(("measure", "N"), NPLR)
def test_modes_are_the_references(golden: Golden, measure: str, N: int) -> None:
    """Fourier's are off by what its correction is rounded there."""
    modes = measure_modes(measure, N, rank=least_rank(measure), clip=None)
    W, P, B = (theirs(golden, measure, N, f"noclip/{name}") for name in "WPB")
    atol = 1e-7 if measure == "fourier" else 1e-8
    np.testing.assert_allclose(modes.A, W, rtol=1e-8, atol=atol)
    np.testing.assert_allclose(np.abs(modes.P), np.abs(P), rtol=1e-8, atol=atol)
    np.testing.assert_allclose(np.abs(modes.B), np.abs(B), rtol=1e-8, atol=atol)
    np.testing.assert_allclose(modes.P * modes.B.conj(), P * B.conj(), rtol=1e-8, atol=2 * atol)


def test_the_largest_modes_are_stored_without_their_phases_too(golden: Golden) -> None:
    modes, stored = measure_modes("legs", 64, clip=None), golden("hippo", "nplr/legs/N64/noclip/")
    together = torch.view_as_complex(stored["PconjB"]).numpy()
    np.testing.assert_allclose(np.abs(modes.P), stored["absP"], rtol=1e-8)
    np.testing.assert_allclose(np.abs(modes.B), stored["absB"], rtol=1e-8)
    np.testing.assert_allclose(modes.P[0] * modes.B.conj(), together, rtol=1e-8, atol=1e-8)


@pytest.mark.parametrize(("measure", "N"), [case for case in NPLR if case[1] != 64])
def test_the_references_modes_give_the_same_matrix(golden: Golden, measure: str, N: int) -> None:
    W, P, B, V = (theirs(golden, measure, N, f"noclip/{name}") for name in "WPBV")
    A, dense = whole(Modes(A=W, P=P, B=B, basis=V))
    ours_A, ours_B = measure_matrices(measure, N)
    atol = 2e-7 if measure == "fourier" else 1e-12  # Fourier's correction is rounded there
    np.testing.assert_allclose(A, ours_A, rtol=0, atol=atol * np.abs(ours_A).max())
    np.testing.assert_allclose(dense, ours_B, rtol=0, atol=atol)


@pytest.mark.parametrize(("measure", "N"), [case for case in NPLR if case[1] != 64])
def test_b_is_clipped_where_the_reference_clips(golden: Golden, measure: str, N: int) -> None:
    """Ours is clipped in our phases, the reference's in its own: the rule is the same."""
    ours, free = (measure_modes(measure, N, 2, clip=clip).B for clip in (2.0, None))
    cut, given = (theirs(golden, measure, N, f"{name}/B") for name in ("clip2", "noclip"))
    for found, before in ((ours, free), (cut, given)):
        np.testing.assert_allclose(found.real, before.real, rtol=1e-12)
        np.testing.assert_allclose(found.imag, before.imag.clip(-2, 2), rtol=1e-12, atol=1e-12)
    for name in "WPV":  # nothing else of theirs is clipped, and these are compared above
        kept, whole = (theirs(golden, measure, N, f"{c}/{name}") for c in ("clip2", "noclip"))
        np.testing.assert_array_equal(kept, whole)


def test_eleven_of_legs_are_clipped() -> None:
    assert np.sum(np.abs(measure_modes("legs", 64, clip=None).B.imag) > 2) == 11


@pytest.mark.parametrize("measure", MEASURES)
def test_modes_do_not_depend_on_the_phase_of_eigenvectors(measure: str) -> None:
    V = measure_modes(measure, 16, rank=2).basis
    first = V[np.argmax(np.abs(V) > 1e-6, axis=0), np.arange(8)]
    np.testing.assert_allclose(first.imag, 0, atol=1e-12)
    assert np.all(first.real > 0)
