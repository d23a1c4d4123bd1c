"""The law `ReachableFloor`: each target can be predicted for as few bits as promised."""

from __future__ import annotations

import torch
from torch import Tensor

from graphnet.plugin.types import ReachableFloor
from graphnet.verify.bench import Bench
from graphnet.verify.call import Raised
from graphnet.verify.check import Finding
from graphnet.verify.rules.law_broken import floor_unreachable
from graphnet.verify.rules.promise_broken import fails
from graphnet.verify.search import Search
from graphnet.verify.targets import Likely, likely

STARTS = 24
MOST_NUMBERS = 1 << 18
SLACK = 1e-3
FEW_NUMBERS = 1024


def check_floor(bench: Bench, law: ReachableFloor) -> tuple[tuple[Finding, ...], str]:
    """Descend to the best prediction for both ends, the middle and values between."""
    probe = likely(bench.subject)
    if isinstance(probe, str):
        return (), f"reachable floor: {probe}"
    targets = torch.tensor(_targets(probe))
    try:
        best = best_bits(bench, probe, targets, law.bits)
    except Exception as problem:  # noqa: BLE001  # a plugin's module may fail in any way
        return (fails(Raised(problem).line, probe.point(1)),), ""
    for target, bits in zip(targets.tolist(), best.tolist(), strict=True):
        if not bits <= law.bits + SLACK:
            return (floor_unreachable(target, law.bits, bits, probe.subject.sizes),), ""
    return (), ""


def _targets(probe: Likely) -> list[int]:
    """Both ends, the middle, a quarter and their neighbours."""
    low, high, n = probe.low, probe.high, probe.count
    wanted = (low, high, low + n // 2, low + n // 4, high - n // 3, low + 1, high - 1)
    return sorted({min(max(value, low), high) for value in wanted})


def best_bits(bench: Bench, probe: Likely, targets: Tensor, enough: float) -> Tensor:
    """The fewest bits found for each target, by descent and then by random steps."""
    starts = max(1, min(STARTS, MOST_NUMBERS // (probe.numbers * len(targets))))
    search = Search(bench, probe, targets.repeat_interleave(starts))
    search.descend(enough)
    best = search.only_best(starts)
    if probe.numbers <= FEW_NUMBERS:
        best.wander(enough)
    return best.bits
