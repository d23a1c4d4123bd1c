"""The law `Reorders`: every value of the output comes from the place that the law says."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

import torch

from graphnet.contract.lower import lower
from graphnet.contract.parser import parse_dim
from graphnet.contract.polynomial import Polynomial, constant, try_evaluate
from graphnet.contract.syntax import Dim, Name
from graphnet.plugin.types import Reorders
from graphnet.text import quoted
from graphnet.verify.bench import Bench
from graphnet.verify.call import Raised, call
from graphnet.verify.check import Finding
from graphnet.verify.grid import grid
from graphnet.verify.ports import Point
from graphnet.verify.rules.law_broken import reorders_otherwise
from graphnet.verify.rules.promise_broken import fails

MAIN = "main"
MOST_VALUES = 4000


def check_reorders(bench: Bench, law: Reorders) -> tuple[tuple[Finding, ...], str]:
    """Number the input's values and look where each comes out."""
    places = [parse_dim(quoted(text, f"<{bench.subject.who.use}>"))[0] for text in law.places]
    if any(place is None for place in places):
        return (), "reorders: a place of the law does not parse"
    known = [place for place in places if place is not None]
    for point in grid(bench.subject):
        findings = _at(bench, known, point)
        if findings:
            return findings, ""
    return (), ""


def _at(bench: Bench, places: list[Dim], point: Point) -> tuple[Finding, ...]:
    port, output = bench.subject.input(MAIN), bench.subject.output(MAIN)
    if port is None or output is None:
        return ()
    shape = port.shape(point)
    numbers = torch.arange(torch.Size(shape).numel()).view(shape)
    if numbers.numel() > MOST_VALUES:
        return ()
    values = bench.sampler("reorders").inputs(bench.subject, point, torch.float64)
    values[MAIN] = numbers.to(port.torch_dtype(torch.float64))
    given = call(bench.wide, values, bench.subject.outputs)
    if isinstance(given, Raised):
        return (fails(given.line, point),)
    for place in product(*map(range, output.shape(point))):
        found = int(given[MAIN][place])
        wanted = source_place(places, place, bench, point)
        if wanted is None or not _inside(wanted, shape) or int(numbers[wanted]) != found:
            return (reorders_otherwise(place, wanted or (), found, point),)
    return ()


def source_place(
    places: list[Dim], place: tuple[int, ...], bench: Bench, point: Point
) -> tuple[int, ...] | None:
    """Where the value at one place of the output stands in the input, as the law says."""
    indices: Mapping[str, int] = {f"i{axis}": index for axis, index in enumerate(place)}

    def scope(name: Name) -> Polynomial | None:
        if name.text in indices:
            return constant(indices[name.text])
        return bench.subject.names.value(name)

    found = []
    for each in places:
        lowered = lower(each, scope)
        number = try_evaluate(lowered, dict(point)) if isinstance(lowered, Polynomial) else None
        if number is None:
            return None
        found.append(number)
    return tuple(found)


def _inside(place: tuple[int, ...], shape: tuple[int, ...]) -> bool:
    return len(place) == len(shape) and all(0 <= i < n for i, n in zip(place, shape, strict=True))
