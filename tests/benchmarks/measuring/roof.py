"""What the machine could do at best: products, bytes and exponentials a second, measured here.

Bounds beside figures are computed from these, so they hold for the machine and the moment of the
measurement.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

import torch

from graphnet.values import frozen
from tests.benchmarks.measuring.result import Json
from tests.benchmarks.measuring.turns import Side, take_turns
from tests.benchmarks.measuring.worker import Work

PRODUCT = 1536
NUMBERS = 2**18
SECONDS = 0.15
NEAR = 3 * 2**20
FAR = 256 * 2**20


@frozen(kw_only=True)
class Roof:
    """FLOPs a second of float32 products; bytes a second read near and far; exponentials.

    `near` is read from 3 MiB again and again, `far` from 256 MiB.
    """

    flops: float
    near: float
    far: float
    exponentials: float

    def data(self) -> dict[str, Json]:
        """All of it, rounded."""
        return {name: float(f"{value:.3g}") for name, value in self.rates.items()}

    @property
    def rates(self) -> Mapping[str, float]:
        """Each rate by its name."""
        return {
            "flops": self.flops,
            "near": self.near,
            "far": self.far,
            "exponentials": self.exponentials,
        }


def measure_roof(threads: int, rounds: int = 2) -> Roof:
    """The best of a few turns in a process of its own."""
    side = Side(name="roof", work=f"{__name__}:work", settings={}, threads=threads)
    taken = take_turns([side], rounds)["roof"]
    if taken.failure:
        raise RuntimeError(taken.failure)
    return Roof(**{name: taken.values[name] for name in ("flops", "near", "far", "exponentials")})


def work(_: Mapping[str, Json]) -> Work:
    """Each rate, the best of all turns so far."""
    best: dict[str, float] = {}

    def turn() -> Mapping[str, float]:
        for name, rate in (
            ("flops", _flops()),
            ("near", _bytes(NEAR)),
            ("far", _bytes(FAR)),
            ("exponentials", _exponentials()),
        ):
            best[name] = max(rate, best.get(name, 0.0))
        return best

    return Work(turn=turn)


def _flops() -> float:
    a = torch.randn(PRODUCT, PRODUCT)
    out = torch.empty_like(a)
    return 2 * PRODUCT**3 * _a_second(lambda: torch.mm(a, a, out=out))


def _bytes(size: int) -> float:
    numbers = torch.ones(size // 4)
    return size * _a_second(numbers.sum)


def _exponentials() -> float:
    numbers = torch.randn(NUMBERS)
    out = torch.empty_like(numbers)
    return NUMBERS * _a_second(lambda: torch.exp(numbers, out=out))


def _a_second(call: Callable[[], object]) -> float:
    """How often a call fits into a second, at its quickest."""
    call()
    quickest, end = float("inf"), time.perf_counter() + SECONDS
    while time.perf_counter() < end:
        start = time.perf_counter()
        call()
        quickest = min(quickest, time.perf_counter() - start)
    return 1 / quickest
