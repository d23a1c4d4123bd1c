"""Likelihoods that draw: a draw is a value that the target could be."""

from __future__ import annotations

import torch
from torch import Generator, Tensor

from graphnet.build.protocols import Likelihood, Sampling
from graphnet.graph.records import gathered
from graphnet.verify.bench import Bench
from graphnet.verify.call import Raised
from graphnet.verify.check import Finding
from graphnet.verify.ports import Point, Port
from graphnet.verify.rules.law_broken import draws_otherwise
from graphnet.verify.targets import MAIN, Density, Likely, density, likely

BATCH = 3
WAYS = (
    Sampling(temperature=0.0),
    Sampling(),
    Sampling(temperature=0.7, top_p=0.9),
    Sampling(top_k=2),
)


def check_draw(bench: Bench) -> tuple[tuple[Finding, ...], str]:
    """Draw in several ways; shape, dtype and domain are the target's."""
    if not isinstance(bench.module, Likelihood):
        return (), ""
    probe = density(bench.subject) or likely(bench.subject)
    if isinstance(probe, str):
        return (), f"draw: {probe}"
    if probe.target.axis("time") is None:  # generation draws item by item, and only then
        return (), ""
    for way in WAYS:
        finding = _drawn(bench, bench.module, probe, way)
        if finding is not None:
            return (finding,), ""
    return (), ""


def _drawn(
    bench: Bench, module: Likelihood, probe: Likely | Density, way: Sampling
) -> Finding | None:
    point = probe.point(BATCH)
    sampler = bench.sampler("draw")
    prediction = {
        port.name: at_once(sampler.port(port, point, torch.float32), port)
        for port in probe.prediction
    }
    handed = dict(gathered(prediction))[MAIN]
    try:
        with torch.no_grad():
            drawn = module.draw(handed, Generator().manual_seed(bench.seed), way)
    except Exception as problem:  # noqa: BLE001  # a plugin's draw may fail in any way
        return draws_otherwise(Raised(problem).line, "a value", "an exception", point)
    shape = at_once(torch.empty(probe.target.shape(point)), probe.target).shape
    if drawn.shape != shape:
        found = str(tuple(drawn.shape))
        return draws_otherwise("another shape", str(tuple(shape)), found, point)
    return _other_values(drawn, probe, point)


def _other_values(drawn: Tensor, probe: Likely | Density, point: Point) -> Finding | None:
    """What is drawn that is no value of the target."""
    if isinstance(probe, Density):
        fits = drawn.is_floating_point() and bool(drawn.isfinite().all())
        allowed = "finite numbers"
    else:
        inside = (drawn >= probe.low) & (drawn <= probe.high)
        fits = not drawn.is_floating_point() and bool(inside.all())
        allowed = f"whole numbers from {probe.low} to {probe.high}"
    found = str(drawn.flatten().tolist())
    return None if fits else draws_otherwise("other values", allowed, found, point)


def at_once(values: Tensor, port: Port) -> Tensor:
    """One item of a sequence, without its time axis."""
    axis = port.axis("time")
    return values if axis is None else values.select(axis, 0)
