"""Changing one item: every value becomes another of its domain, and what moves is by item."""

from __future__ import annotations

import torch

from graphnet.contract.polynomial import constant
from graphnet.verify.perturb import MOST_ITEMS, by_item, other_values, probed_items
from graphnet.verify.sample import Sampler
from tests.verify.test_sample import port


def test_each_whole_number_becomes_another_of_its_domain() -> None:
    of, sampler = port("int64", (constant(0), constant(1))), Sampler(0)
    old = sampler.port(of, {}, torch.float64)
    new = other_values(of, old, sampler, {})
    assert torch.equal(new, 1 - old)


def test_a_domain_of_one_value_has_no_other() -> None:
    of, sampler = port("int64", (constant(4), constant(4))), Sampler(0)
    old = sampler.port(of, {}, torch.float64)
    assert torch.equal(other_values(of, old, sampler, {}), old)


def test_a_short_sequence_is_probed_everywhere_and_a_long_one_at_both_ends_too() -> None:
    assert probed_items(5) == (0, 1, 2, 3, 4)
    items = probed_items(300)
    assert (items[0], items[-1], len(items)) == (0, 299, MOST_ITEMS)


def test_what_moves_is_the_largest_difference_of_each_item() -> None:
    left = torch.zeros(2, 3, 4)
    right = left.clone()
    right[1, 2, 3] = -5.0
    assert by_item(left, right, 1).tolist() == [0.0, 0.0, 5.0]
    assert by_item(left.long(), right.long(), 1).tolist() == [0.0, 0.0, 1.0]
