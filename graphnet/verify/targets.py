"""Predictions and targets for probing a likelihood: every value a target can take, by position."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf, prod

import torch
from torch import Tensor

from graphnet.values import frozen
from graphnet.verify.call import Tensors
from graphnet.verify.grid import base
from graphnet.verify.ports import Point, Port
from graphnet.verify.subject import Subject

MAIN, TARGET = "main", "target"


@frozen
class Likely:
    """A likelihood that can be probed: one free axis of positions, one target a position.

    `place` is the free size that counts positions; all others are 1.
    """

    subject: Subject
    target: Port
    prediction: tuple[Port, ...]
    place: str
    low: int
    high: int

    @property
    def count(self) -> int:
        """How many values a target can take."""
        return self.high - self.low + 1

    @property
    def numbers(self) -> int:
        """How many numbers predict one position."""
        return sum(prod(port.shape(self.point(1))) for port in self.prediction)

    def point(self, positions: int) -> Point:
        """The sizes at so many positions."""
        return {**dict.fromkeys(self.subject.free, 1), self.place: positions}

    def values(self, prediction: Tensors, targets: Tensor) -> dict[str, Tensor]:
        """Ports for predicting each of some targets by the same prediction."""
        return self.paired(
            {name: self.spread(name, each, len(targets)) for name, each in prediction.items()},
            targets,
        )

    def paired(self, prediction: Tensors, targets: Tensor) -> dict[str, Tensor]:
        """Ports for predicting each target by a prediction of its own."""
        return {**prediction, TARGET: targets.view(self.target.shape(self.point(len(targets))))}

    def spread(self, name: str, values: Tensor, positions: int) -> Tensor:
        """One position's prediction at many positions, without copying it."""
        port = next(port for port in self.prediction if port.name == name)
        return values.expand(port.shape(self.point(positions)))

    def chunks(self, most: int) -> Iterator[Tensor]:
        """All values of a target, some at a time."""
        every = torch.arange(self.low, self.high + 1)
        yield from torch.split(every, max(1, most // self.numbers))


def likely(subject: Subject) -> Likely | str:
    """A subject as a likelihood, or why it cannot be probed as one."""
    target = subject.input(TARGET)
    prediction = tuple(p for p in subject.inputs if p.name.split(".")[0] == MAIN)
    if target is None or not prediction or len(subject.outputs) != 1:
        return "it has no ports `main` and `target` in, and one out"
    if not target.is_whole or target.domain is None:
        return "its targets are no whole numbers of a stated domain"
    point = dict.fromkeys(subject.free, 1)
    limits = target.limits(base(subject) or point)
    if len(limits) != 1 or inf in (abs(limits[0][0]), abs(limits[0][1])):
        return "the domain of its targets is no single finite interval"
    if prod(target.shape(point)) != 1:
        return "a target is more than one number"
    place = next((name for name in subject.free if _counts(target, point, name)), None)
    if place is None:
        return "its contract leaves no number of positions open"
    low, high = (int(end) for end in limits[0])
    return Likely(subject, target, prediction, place, low, high)


@frozen
class Density:
    """A likelihood of numbers: it gives a density, of which no sum can be taken over all values."""

    subject: Subject
    target: Port
    prediction: tuple[Port, ...]

    def point(self, positions: int) -> Point:
        """Small sizes with so many positions along every free one."""
        return dict.fromkeys(self.subject.free, positions)


def density(subject: Subject) -> Density | None:
    """A subject as a likelihood of numbers, where its target is one."""
    target = subject.input(TARGET)
    prediction = tuple(p for p in subject.inputs if p.name.split(".")[0] == MAIN)
    if target is None or target.is_whole or not prediction:
        return None
    return Density(subject, target, prediction)


def _counts(target: Port, point: Point, name: str) -> bool:
    return prod(target.shape({**point, name: 3})) == 3
