"""A length that a batch cannot have is refused before anything is computed from it."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from graphnet.build.protocols import Example, Values
from graphnet.diagnostics import GraphnetError
from graphnet.runtime.batches import Batches
from graphnet.runtime.ends import check_ends
from graphnet.runtime.windows import Window, read_windows

CLIP = Example(Path("clip.wav"), 8)


class Counts:
    """A source that says of every stretch that it is so long."""

    def __init__(self, length: int) -> None:
        self.length = length

    def read(self, example: Example, start: int, length: int) -> Values:
        return {"main": torch.zeros(length, 1), "lengths": torch.tensor(self.length)}


@pytest.mark.parametrize("length", [0, -1, 9])
def test_no_batch_holds_an_example_of_an_impossible_length(length: int) -> None:
    for read in (_batch, _window):
        with pytest.raises(GraphnetError) as raised:
            read(length)
        (problem,) = raised.value.diagnostics
        assert problem.rule.code == "GN912"
        assert f"`clip.wav` the length {length}, expected 1 to 8" in problem.message


def _batch(length: int) -> None:
    Batches(Counts(length), [CLIP], 8, 0).batch(0, 2)


def _window(length: int) -> None:
    read_windows(Counts(length), [Window(CLIP, 0, 8, 8)])


@pytest.mark.parametrize("length", [1, 8])
def test_every_other_length_is_fine(length: int) -> None:
    Batches(Counts(length), [CLIP], 8, 0).batch(0, 2)


def test_values_that_are_not_there_are_no_example_either() -> None:
    with pytest.raises(GraphnetError):
        check_ends([{"main": torch.zeros(0, 1)}], [CLIP], 8)
