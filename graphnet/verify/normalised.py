"""The law `Normalised`: over all values a target can take, probabilities sum to 1."""

from __future__ import annotations

from collections.abc import Iterator

import torch

from graphnet.plugin.types import Normalised
from graphnet.verify.bench import Bench, build
from graphnet.verify.call import Raised, Tensors, call
from graphnet.verify.check import Finding
from graphnet.verify.rules.law_broken import not_normalised
from graphnet.verify.rules.promise_broken import fails
from graphnet.verify.sizes import resized
from graphnet.verify.targets import Likely, likely

SCALES = (0.0, 1.0, 5.0, 30.0)
SMALLER = (4096, 2048, 1024, 512, 256, 128, 64)
MOST_AT_ONCE = 1 << 19  # what a processor's cache holds
MANY = 1 << 26
MOST = 1 << 32
"""How many numbers one sum may read: a categorical over 65,536 classes has 2**32."""


def check_normalised(bench: Bench, law: Normalised) -> tuple[tuple[Finding, ...], str]:
    """Sum over all targets for predictions from flat to extreme; findings, and what is left.

    Where that would take long, one prediction is summed as it is, and all of them with fewer
    classes.
    """
    probe = likely(bench.subject)
    if isinstance(probe, str):
        return (), f"normalised: {probe}"
    numbers = probe.count * probe.numbers
    if numbers <= MANY:
        return _sums(bench, probe, law, torch.float64), ""
    if numbers > MOST:
        return (), f"normalised: {probe.count:,} targets are too many to sum over"
    found = _sums(bench, probe, law, torch.float32)
    smaller = smaller_likelihood(bench, probe)
    if smaller is None or found:
        return found, ""
    return _sums(*smaller, law, torch.float64), ""


def _sums(bench: Bench, probe: Likely, law: Normalised, run: torch.dtype) -> tuple[Finding, ...]:
    """The first prediction whose probabilities do not sum to 1; one alone in float32."""
    scales = SCALES if run == torch.float64 else SCALES[1:2]
    for prediction in predictions(bench, probe, scales):
        total = total_probability(bench, probe, prediction, run)
        if isinstance(total, Raised):
            return (fails(total.line, probe.point(1)),)
        if not abs(total - 1) <= law.tolerance:
            return (not_normalised(total, probe.count, law.tolerance, probe.subject.sizes),)
    return ()


def smaller_likelihood(bench: Bench, probe: Likely) -> tuple[Bench, Likely] | None:
    """The same stage with fewer classes, where they are a size of its contract."""
    for name in bench.subject.sizes:
        for subject in resized(bench.subject, name, SMALLER):
            other = likely(subject)
            if isinstance(other, str) or other.count >= probe.count:
                continue
            built = build(subject, bench.seed)[0]
            if built is not None and other.count * other.numbers <= MANY:
                return built, other
    return None


def predictions(bench: Bench, probe: Likely, scales: tuple[float, ...]) -> Iterator[Tensors]:
    """Random predictions of one position, from flat to extreme."""
    sampler = bench.sampler("normalised")
    for scale in scales:
        drawn = {p.name: sampler.port(p, probe.point(1), torch.float64) for p in probe.prediction}
        free = {p.name for p in probe.prediction if p.domain is None}
        yield {name: each * scale if name in free else each for name, each in drawn.items()}


def total_probability(
    bench: Bench, probe: Likely, prediction: Tensors, run: torch.dtype
) -> float | Raised:
    """The sum of exp(-nats) over all values of one target."""
    module = bench.wide if run == torch.float64 else bench.module
    fitting = {name: each.to(run) for name, each in prediction.items()}
    total = 0.0
    for targets in probe.chunks(MOST_AT_ONCE):
        given = call(module, probe.values(fitting, targets), bench.subject.outputs)
        if isinstance(given, Raised):
            return given
        total += float((-next(iter(given.values()))).double().exp().sum())
    return total
