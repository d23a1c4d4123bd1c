"""Everything random is a function of the seed, a purpose and a number."""

from __future__ import annotations

import torch

from graphnet.runtime.seeds import generator_of, seed_of, seed_update


def test_a_seed_depends_on_each_of_its_three_parts() -> None:
    seeds = {seed_of(s, p, n) for s in (0, 1) for p in ("batch", "update") for n in (0, 1, 10)}
    assert len(seeds) == 12
    assert all(0 <= seed < 2**63 for seed in seeds)


def test_a_seed_is_the_same_in_every_process() -> None:
    """Against `printf 3/batch/7 | b2sum -l 64`."""
    assert seed_of(3, "batch", 7) == 0x79D73E863D45861D >> 1


def test_an_update_draws_the_same_again() -> None:
    seed_update(1, 5)
    first = torch.rand(3)
    torch.rand(10)
    seed_update(1, 5)
    assert torch.equal(torch.rand(3), first)


def test_generators_of_neighbouring_updates_differ() -> None:
    one, two = (torch.randint(1 << 40, (4,), generator=generator_of(0, "batch", n)) for n in (1, 2))
    assert not torch.equal(one, two)
