"""Sizes at which a contract is tried: small ones of every free size, inside what it asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice, product

from graphnet.contract.assume import Assumptions, holds
from graphnet.contract.polynomial import Symbol, try_evaluate
from graphnet.verify.ports import Point
from graphnet.verify.subject import Subject

FEW = (0, 1, 4)
STEPS = (0, 1, 2, 3, 4, 7, 11, 20, 37)
FAR = (*range(12), 15, 16, 31, 32, 63, 64, 127, 128, 129, 255, 511, 1000, 4095, 65535, 1 << 20)
MOST_COMBINATIONS = 4000


def grid(subject: Subject, steps: tuple[int, ...] = STEPS) -> tuple[Point, ...]:
    """Points that vary one free size at a time around a small one; the batch is 1 and 2 too."""
    middle = base(subject)
    if middle is None:
        return ()
    points = [middle]
    for name in subject.free:
        points += [{**middle, name: value} for value in candidates(subject.known, name, steps)]
    every = {tuple(point.items()): point for point in points}
    return tuple(point for point in every.values() if fits(subject, point))


def far_points(subject: Subject) -> tuple[Point, ...]:
    """Points over a wide range, for conditions that only some sizes break."""
    middle = base(subject)
    if middle is None:
        return ()
    points = [
        {**middle, name: value}
        for name in subject.free
        for value in candidates(subject.known, name, FAR)
    ]
    return tuple(point for point in points if fits(subject, point))


def base(subject: Subject) -> Point | None:
    """A small point with every free size its own number where it may be; None where none fits."""
    found = (next(points_of(subject, steps), None) for steps in (STEPS[1:], STEPS))
    return next((point for point in found if point is not None), None)


def points_of(subject: Subject, steps: tuple[int, ...]) -> Iterator[Point]:
    """Points that fit, with each free size at some step of its own values."""
    choices = [
        list(candidates(subject.known, name, _turned(steps, place)))
        for place, name in enumerate(subject.free)
    ]
    for values in islice(product(*choices), MOST_COMBINATIONS):
        point = dict(zip(subject.free, values, strict=True))
        if fits(subject, point):
            yield point


def at_least(subject: Subject, name: str, least: int) -> Point | None:
    """The base point with one free size at least so large."""
    middle = base(subject)
    if middle is None:
        return None
    steps = range(least + subject.known.modulus_of(name) + 1)
    larger = (v for v in candidates(subject.known, name, steps) if v >= least)
    found = ({**middle, name: value} for value in larger)
    return next((point for point in found if fits(subject, point)), middle)


def candidates(known: Assumptions, name: str, steps: Iterable[int]) -> Iterator[int]:
    """Values of one free size that its own conditions allow, from the smallest on."""
    which = Symbol(name)
    congruence, limits = known.congruence(which), known.range(which)
    gap = (congruence.remainder - limits.low) % congruence.modulus
    first = limits.low + gap
    for step in steps:
        value = first + step * congruence.modulus
        if limits.high is None or value <= limits.high:
            yield value


def fits(subject: Subject, point: Point) -> bool:
    """Whether a point keeps every condition and leaves no axis empty."""
    if holds(subject.known, point):
        return False
    axes = (axis for port in (*subject.inputs, *subject.outputs) for axis in port.axes)
    sizes = (try_evaluate(axis.size, dict(point)) for axis in axes)
    return all(size is not None and size >= 1 for size in sizes)


def _turned(steps: tuple[int, ...], place: int) -> tuple[int, ...]:
    """The same steps beginning at another, so that no two sizes are equal by chance."""
    turn = place % len(steps)
    return (*steps[turn:], *steps[:turn])
