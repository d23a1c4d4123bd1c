"""Seeds: everything random in a run is a function of its seed and the number of the update."""

from __future__ import annotations

from hashlib import blake2b

import torch


def seed_of(seed: int, purpose: str, number: int = 0) -> int:
    """A seed for one purpose at one update; equal inputs give equal seeds on every machine."""
    digest = blake2b(f"{seed}/{purpose}/{number}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


def generator_of(seed: int, purpose: str, number: int = 0) -> torch.Generator:
    """A generator on the processor, seeded for one purpose at one update."""
    generator = torch.Generator()
    generator.manual_seed(seed_of(seed, purpose, number))
    return generator


def seed_update(seed: int, update: int) -> None:
    """Seed what stages draw on their own (dropout), so that an update can be repeated exactly."""
    torch.manual_seed(seed_of(seed, "update", update))
