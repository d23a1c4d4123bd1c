"""What autograd keeps is counted once for each storage, and what is given not at all."""

from __future__ import annotations

import torch

from graphnet.testing import kept_bytes


def test_a_product_keeps_both_sides_and_a_sum_keeps_nothing() -> None:
    a, b = (torch.randn(3, 4, requires_grad=True) for _ in range(2))
    assert kept_bytes(lambda: a * b) == 2 * 12 * 4
    assert kept_bytes(lambda: a * b, but=(a,)) == 12 * 4
    assert kept_bytes(lambda: a + b) == 0


def test_a_storage_is_counted_once_and_whole() -> None:
    a = torch.randn(8, dtype=torch.float64, requires_grad=True)
    assert kept_bytes(lambda: (a * a, a[:2] * a[2:4])) == 8 * 8


def test_what_comes_between_counts_even_if_a_later_one_would_take_its_place() -> None:
    a = torch.randn(1000, requires_grad=True)
    assert kept_bytes(lambda: a.exp().sin().cos(), but=(a,)) == 2 * 1000 * 4


def test_it_counts_where_gradients_are_switched_off() -> None:
    a = torch.randn(5, requires_grad=True)
    with torch.no_grad():
        assert kept_bytes(a.exp) == 20
