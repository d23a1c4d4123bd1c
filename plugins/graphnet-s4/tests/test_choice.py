"""The way of a convolution is a function of options and length alone."""

from __future__ import annotations

import pytest

from graphnet_s4.choice import ENDLESS, LONG, block_of, least_passed
from graphnet_s4.options import S4DOptions, S4Options


def test_long_sequences_of_a_diagonal_model_pass_states_on() -> None:
    assert least_passed(S4DOptions()) == LONG


def test_a_large_state_makes_products_dear() -> None:
    lengths = [least_passed(S4DOptions(d_state=n)) for n in (16, 64, 128, 256, 512)]
    assert lengths == sorted(lengths)
    assert lengths[-1] > 16 * LONG


def test_a_whole_state_matrix_makes_kernels_dear() -> None:
    assert least_passed(S4Options()) == 64


@pytest.mark.parametrize("kind", [S4DOptions, S4Options])
def test_what_is_asked_for_is_done(kind: type[S4DOptions | S4Options]) -> None:
    assert least_passed(kind(convolution="fft")) == ENDLESS
    assert least_passed(kind(convolution="passing")) == 1
    assert least_passed(kind(bidirectional=True)) == ENDLESS


@pytest.mark.parametrize("L", [1, 2, 3, 63, 64, 1000, 1024, 4096, 128_000])
def test_a_block_is_a_power_of_two_and_no_longer_than_the_sequence(L: int) -> None:
    T = block_of(L)
    assert 1 <= T <= L
    assert T & (T - 1) == 0
