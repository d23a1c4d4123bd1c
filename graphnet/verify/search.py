"""A search for the predictions that cost each of some targets least: descent, then random steps."""

from __future__ import annotations

import math
from typing import final

import torch
from torch import Tensor

from graphnet.verify.bench import Bench
from graphnet.verify.call import Raised, Tensors, call_with_gradients
from graphnet.verify.targets import Likely

UPDATES = 300
FIRST_RATE, LAST_RATE = 0.5, 1e-6
TRIES = 48
TURNS = 400
WIDEST, NARROWEST = 1.0, -7.0
"""Powers of ten between which random steps lie."""


@final
class Search:
    """Predictions of some targets, a row each, and the fewest bits each row has cost."""

    def __init__(
        self, bench: Bench, probe: Likely, targets: Tensor, rows: Tensors | None = None
    ) -> None:
        self.bench, self.probe, self.targets = bench, probe, targets
        self.sampler = bench.sampler(f"floor of {len(targets)}")
        point = probe.point(len(targets))
        drawn = {p.name: self.sampler.port(p, point, torch.float64) for p in probe.prediction}
        self.rows: dict[str, Tensor] = dict(drawn if rows is None else rows)
        self.bits = self.cost(self.rows).detach()

    def cost(self, rows: Tensors) -> Tensor:
        """Bits for each row; infinite where they are no numbers."""
        values = self.probe.paired(rows, self.targets)
        given = call_with_gradients(self.bench.wide, values, self.bench.subject.outputs)
        if isinstance(given, Raised):
            raise given.problem
        return next(iter(given.values())).flatten() / math.log(2)

    def descend(self, enough: float) -> None:
        """Adam on the predictions themselves, its rate falling."""
        moving = {name: each.clone().requires_grad_() for name, each in self.rows.items()}
        optimizer = torch.optim.Adam([*moving.values()], lr=FIRST_RATE)
        for update in range(UPDATES):
            falling = (LAST_RATE / FIRST_RATE) ** (update / (UPDATES - 1))
            optimizer.param_groups[0]["lr"] = FIRST_RATE * falling
            bits = self.cost(moving)
            self.keep(moving, bits.detach())
            if bool((self.bits <= enough).all()):
                return
            optimizer.zero_grad()
            torch.autograd.backward([bits.sum()])
            for each in moving.values():
                if each.grad is not None:
                    each.grad.nan_to_num_(0.0, 0.0, 0.0)
            optimizer.step()

    def wander(self, enough: float) -> None:
        """Random steps of all sizes, kept where they help: a search that no flat place stops."""
        probe, count = self.probe, len(self.targets)
        for _ in range(TURNS):
            if bool((self.bits <= enough).all()):
                return
            repeated = self.targets.repeat_interleave(TRIES)
            rows = {name: self.shifted(name, each) for name, each in self.rows.items()}
            tried = Search(self.bench, probe, repeated, rows).only_best(TRIES)
            if len(tried.bits) == count:
                self.keep(tried.rows, tried.bits)

    def shifted(self, name: str, rows: Tensor) -> Tensor:
        """Each row several times over, some of its numbers moved."""
        axis = self._axis(name)
        repeated = rows.repeat_interleave(TRIES, dim=axis)
        shape = [1] * repeated.dim()
        shape[axis] = repeated.shape[axis]
        generator = self.sampler.generator
        power = torch.rand(shape, generator=generator, dtype=torch.float64)
        sizes = 10 ** (NARROWEST + (WIDEST - NARROWEST) * power)
        moves = torch.rand(repeated.shape, generator=generator) < 0.5
        return repeated + sizes * moves * self.sampler.normal(tuple(repeated.shape))

    def only_best(self, group: int) -> Search:
        """The best row of each group of rows that follow each other."""
        best = self.bits.nan_to_num(math.inf).view(-1, group).argmin(1)
        places = best + torch.arange(len(best)) * group
        rows = {n: each.index_select(self._axis(n), places) for n, each in self.rows.items()}
        return Search(self.bench, self.probe, self.targets[places], rows)

    def keep(self, rows: Tensors, bits: Tensor) -> None:
        """Take over the rows that cost less."""
        better = bits < self.bits.nan_to_num(math.inf)
        self.bits = torch.where(better, bits, self.bits)
        for name, each in rows.items():
            shape = [1] * each.dim()
            shape[self._axis(name)] = -1
            self.rows[name] = torch.where(better.view(shape), each.detach(), self.rows[name])

    def _axis(self, name: str) -> int:
        """The axis of a port that counts rows."""
        port = next(port for port in self.probe.prediction if port.name == name)
        one, three = port.shape(self.probe.point(1)), port.shape(self.probe.point(3))
        return next(i for i, (a, b) in enumerate(zip(one, three, strict=True)) if a != b)
