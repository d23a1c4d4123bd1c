"""Mid and side lose nothing, are what FLAC makes of two channels, and every pair has a way back."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from graphnet.plugin import NoOptions
from graphnet_audio.mid_side import LeftRight, MidSide

SIZES = st.integers(1, 24)


def there(values: Tensor, bits: int) -> Tensor:
    found: Tensor = MidSide(NoOptions(), {"bits": bits})(values)
    return found


def back(values: Tensor, bits: int) -> Tensor:
    found: Tensor = LeftRight(NoOptions(), {"bits": bits})(values)
    return found


def every_pair(n: int) -> Tensor:
    """`(1, n*n, 2)`."""
    return torch.cartesian_prod(torch.arange(n), torch.arange(n))[None]


@pytest.mark.parametrize("bits", [1, 2, 5, 8])
def test_every_pair_of_codes_comes_back(bits: int) -> None:
    pairs = every_pair(2**bits)
    found = there(pairs, bits)
    assert (int(found.min()), int(found.max())) == (0, 2 ** (bits + 1) - 1)
    assert int(found[..., 0].max()) < 2**bits, "mid keeps to the range of the channels"
    assert len(torch.unique(found[0], dim=0)) == len(pairs[0])
    assert torch.equal(back(found, bits), pairs)


@given(SIZES, st.integers(0, 2**24), st.integers(0, 2**24))
@settings(deadline=None)
def test_mid_is_the_mean_rounded_down_and_side_the_difference(
    bits: int, left: int, right: int
) -> None:
    left, right = left % 2**bits, right % 2**bits
    ((mid, side),) = there(torch.tensor([[[left, right]]]), bits)[0].tolist()
    assert mid == (left + right) // 2
    assert side == left - right + 2**bits
    assert back(torch.tensor([[[mid, side]]]), bits).flatten().tolist() == [left, right]


def test_what_a_model_draws_becomes_codes_even_where_no_sound_has_such_a_pair() -> None:
    bits = 4
    drawn = torch.cartesian_prod(torch.arange(32), torch.arange(32))[None]
    found = back(drawn, bits)
    assert (int(found.min()), int(found.max())) == (0, 15)
    pairs = every_pair(16)
    reached = {tuple(pair) for pair in there(pairs, bits)[0].tolist()}
    for pair, sound in zip(drawn[0].tolist(), found[0].tolist(), strict=True):
        if tuple(pair) in reached:
            assert there(torch.tensor([[sound]]), bits)[0, 0].tolist() == pair


def test_silence_is_the_middle_of_both_ranges() -> None:
    assert there(torch.full((1, 1, 2), 128), 8).flatten().tolist() == [128, 256]
