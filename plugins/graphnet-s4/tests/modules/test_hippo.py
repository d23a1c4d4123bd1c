"""Initial state matrices against the reference's, and against the matrix they come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from graphnet_s4.modules.hippo import diagonal_init, legs_modes
from graphnet_s4.options import Init

if TYPE_CHECKING:
    from conftest import Golden


@pytest.mark.parametrize("N", [8, 16, 64])
@pytest.mark.parametrize("init", ["lin", "inv", "inv2", "quad", "real", "legs"])
def test_eigenvalues_are_the_references(golden: Golden, init: Init, N: int) -> None:
    A, _ = diagonal_init(init, N)
    expected = torch.view_as_complex(golden("hippo")[f"s4d/{init}/N{N}/A"])[0].numpy()
    # the reference subtracts near-equal float32 numbers: an absolute error of a few 1e-6
    np.testing.assert_allclose(A, expected, rtol=1e-6, atol=5e-6)


@pytest.mark.parametrize("N", [8, 16, 64])
@pytest.mark.parametrize("init", ["lin", "inv", "inv2", "quad", "real"])
def test_b_is_one_everywhere(golden: Golden, init: Init, N: int) -> None:
    _, B = diagonal_init(init, N)
    expected = torch.view_as_complex(golden("hippo")[f"s4d/{init}/N{N}/B"])[0].numpy()
    np.testing.assert_array_equal(B, expected)


@pytest.mark.parametrize("N", [8, 16, 64])
def test_legs_b_is_clipped_where_the_reference_clips(golden: Golden, N: int) -> None:
    _, B = diagonal_init("legs", N)
    expected = torch.view_as_complex(golden("hippo")[f"s4d/legs/N{N}/B"])[0].numpy()
    # a whole eigenvector may change sign between libraries
    np.testing.assert_allclose(np.abs(B.real), np.abs(expected.real), rtol=2e-3)
    np.testing.assert_allclose(np.abs(B.imag), np.abs(expected.imag), rtol=2e-3)


@pytest.mark.parametrize("N", [8, 16])
def test_legs_b_has_the_references_size_before_it_is_clipped(golden: Golden, N: int) -> None:
    _, B = legs_modes(N)
    expected = torch.view_as_complex(golden("hippo")[f"nplr/legs/N{N}/noclip/B"]).numpy()
    np.testing.assert_allclose(np.abs(B), np.abs(expected.ravel()), rtol=1e-6)


@pytest.mark.parametrize("N", [8, 64])
def test_legs_modes_solve_the_dense_system(N: int) -> None:
    """B of the normal part, read through the modes and their conjugates: e_j . e^(At) B."""
    n = np.arange(N)
    b, p = np.sqrt(2 * n + 1.0), np.sqrt(n + 0.5)
    normal = np.outer(p, p) - np.tril(np.outer(b, b), -1) - np.diag(n + 1.0)
    A, B = legs_modes(N)
    values, V = np.linalg.eig(normal)
    dense = (V * np.exp(0.3 * values)) @ np.linalg.solve(V, b)
    energy = 2 * np.sum(np.abs(B * np.exp(0.3 * A)) ** 2)  # a unitary basis keeps it
    np.testing.assert_allclose(energy, np.sum(np.abs(dense) ** 2), rtol=1e-9)


def test_legs_modes_do_not_depend_on_the_phase_of_eigenvectors() -> None:
    _, B = legs_modes(16)
    assert np.all(B.real > 0)
