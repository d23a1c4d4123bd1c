"""How much to trust a prior: the concentration that predicts training values left out best."""

from __future__ import annotations

from collections.abc import Callable

LOWEST = 0.5
STEPS_PER_OCTAVE = 2
OCTAVES = 40


def choose_concentration(log_likelihood: Callable[[float], float]) -> float:
    """The concentration, from a fixed geometric grid, under which `log_likelihood` is highest.

    The grid begins at `LOWEST`, so that a value never seen in training keeps some probability
    even where the training values alone would give it none.
    """
    grid = (LOWEST * 2 ** (i / STEPS_PER_OCTAVE) for i in range(OCTAVES * STEPS_PER_OCTAVE + 1))
    return max(grid, key=log_likelihood)
