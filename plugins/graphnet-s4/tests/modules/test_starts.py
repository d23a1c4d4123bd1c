"""Where systems start: diagonal inits against the reference's, and shares of several inits."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import numpy as np
import pytest
import torch

from graphnet_s4.inits import InputInit
from graphnet_s4.modules.hippo import measure_modes
from graphnet_s4.modules.starts import diagonal_init, input_init, starts
from graphnet_s4.options import S4DOptions, S4Options

if TYPE_CHECKING:
    from conftest import Golden


@pytest.mark.parametrize("N", [8, 16, 64])
@pytest.mark.parametrize("init", ["lin", "inv", "inv2", "quad", "real", "legs"])
def test_eigenvalues_are_the_references(golden: Golden, init: str, N: int) -> None:
    A, _ = diagonal_init(init, N)
    expected = torch.view_as_complex(golden("hippo")[f"s4d/{init}/N{N}/A"])[0].numpy()
    # the reference subtracts near-equal float32 numbers: an absolute error of a few 1e-6
    np.testing.assert_allclose(A, expected, rtol=1e-6, atol=5e-6)


@pytest.mark.parametrize("N", [8, 16, 64])
@pytest.mark.parametrize("init", ["lin", "inv", "inv2", "quad", "real"])
def test_b_is_one_everywhere(golden: Golden, init: str, N: int) -> None:
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
@pytest.mark.parametrize("b_init", [b for b in get_args(InputInit) if b != "constant"])
def test_other_inputs_are_the_references(golden: Golden, b_init: InputInit, N: int) -> None:
    expected = torch.view_as_complex(golden("hippo")[f"s4d_B/{b_init}/N{N}/B"])[0].numpy()
    np.testing.assert_allclose(input_init(b_init, N), expected, rtol=1e-6)


def test_several_inits_have_equal_shares_in_their_order() -> None:
    found = starts(S4Options(init="all", d_state=8, rank=2), 8)
    assert found.A.shape == found.B.shape == (8, 4)
    assert found.P.shape == (2, 8, 4)
    singles = [measure_modes("legs", 8, 2), measure_modes("fourier", 8, 2)]
    for i, single in enumerate(singles):
        for s in (2 * i, 2 * i + 1):
            np.testing.assert_array_equal(found.A[s], single.A)
            np.testing.assert_array_equal(found.B[s], single.B)
            np.testing.assert_array_equal(found.P[:, s], single.P)
    for i, init in enumerate(("inv", "lin"), start=2):
        np.testing.assert_array_equal(found.A[2 * i], diagonal_init(init, 8)[0])
    assert not found.P[:, 4:].any()


def test_the_input_of_diagonal_inits_is_chosen_apart() -> None:
    found = starts(S4DOptions(init="diag", b_init="alternating", d_state=8), 2)
    np.testing.assert_array_equal(found.B.real, [[1, -1, 1, -1]] * 2)
