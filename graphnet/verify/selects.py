"""C4: a stage that selects gives items as they are, and chooses them without looking at them."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor

from graphnet.verify.bench import Bench
from graphnet.verify.call import Raised, Tensors, call
from graphnet.verify.check import Check, Finding
from graphnet.verify.grid import at_least
from graphnet.verify.perturb import copied
from graphnet.verify.ports import Point, Port
from graphnet.verify.rules.promise_broken import does_not_select

MAIN = "main"
ITEMS = 9


def check_selects(bench: Bench) -> Check:
    """Three calls: with some values, with others, and with items of twice the width."""
    if not bench.subject.timing.selects:
        return Check(level="C4", name="selects", applies=False)
    main = bench.subject.input(MAIN)
    if main is None or main.axis("time") is None or main.axis("batch") is None or main.is_whole:
        why = "what it selects of is no floating tensor with batch and time"
        return Check(level="C4", name="selects", unverified=why)
    benches = (bench, bench.completed()) if bench.subject.unfed else (bench,)
    found = (finding for each in benches for finding in _broken(each, main))
    return Check(level="C4", name="selects", findings=tuple(found)[:1])


def _broken(bench: Bench, main: Port) -> Iterator[Finding]:
    point = _point(bench, main)
    sampler = bench.sampler("selects")
    values = sampler.inputs(bench.subject, point, torch.float64)
    other = sampler.port(main, point, torch.float64)
    given = [("", values[MAIN]), ("other values", other)]
    if len(main.axes) > 2:
        given.append(("wider items", torch.cat((values[MAIN], other), dim=-1)))
    chosen = None
    for what, tensor in given:
        made = _chosen(bench, {**values, MAIN: tensor}, main)
        if isinstance(made, str):
            yield does_not_select(f"{made}, given {what}" if what else made, point)
            return
        is_alike = chosen is None or chosen.shape == made.shape
        chosen = made if chosen is None or not is_alike else chosen & made
        if not is_alike or not bool(chosen.any(-1).all()):
            yield does_not_select(f"other items are chosen of {what}", point)
            return


def _point(bench: Bench, main: Port) -> Point:
    """Sizes with a few items."""
    size = main.axes[main.axis("time") or 0].size
    name = next(iter(which.name for which in size.symbols), "")
    return (at_least(bench.subject, name, ITEMS) or bench.point) if name else bench.point


def _chosen(bench: Bench, values: Tensors, main: Port) -> Tensor | str:
    """Which items each one given may be, `(B, k, 1 + L)`, zeros first; or what is wrong."""
    given = call(bench.wide, copied(values), bench.subject.outputs)
    if isinstance(given, Raised):
        return given.line
    output = bench.subject.output(MAIN)
    if output is None or given.keys() != {MAIN}:
        return "it gives other ports than `main`"
    found, items = _items(given[MAIN], output), _items(values[MAIN], main)
    if found.shape[-1] != items.shape[-1]:
        return "items come out with another width"
    zeros = torch.zeros_like(items[:, :1])
    every = torch.cat((zeros, items), dim=1)
    same = (found.unsqueeze(2) == every.unsqueeze(1)).all(-1)
    if not bool(same.any(-1).all()):
        return "it gives an item that is none of those it takes"
    return same


def _items(tensor: Tensor, port: Port) -> Tensor:
    """Batch first, then time, then all numbers of an item; one item where there is no time."""
    batch, time = port.axis("batch") or 0, port.axis("time")
    if time is None:
        return tensor.movedim(batch, 0).unsqueeze(-1).flatten(1).unsqueeze(1)
    return tensor.movedim((batch, time), (0, 1)).unsqueeze(-1).flatten(2)
