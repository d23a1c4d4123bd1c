"""Accuracy, counted one value at a time in plain Python, and what is kept for it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

import pytest
import torch
from torch import Tensor

from graphnet.graph.declare import declare
from graphnet.plugin import Declaration
from graphnet_basics import plugin
from graphnet_basics.declarations.accuracy import AccuracyOptions
from graphnet_basics.modules.accuracy import Accuracy

ACCURACY = next(s for s in plugin.graphnet_metrics() if s.name == "basics.accuracy")

C = 7


def batches(seed: int = 0) -> list[tuple[Tensor, Tensor]]:
    """Batches of several shapes; class 6 never occurs."""
    dice = torch.Generator().manual_seed(seed)
    shapes = ((3, 5), (1, 4), (2, 2, 3), (8,))
    return [
        (
            torch.randn(*shape, C, generator=dice),
            torch.randint(C - 1, (*shape, 1), generator=dice),
        )
        for shape in shapes
    ]


def pairs(given: Sequence[tuple[Tensor, Tensor]]) -> list[tuple[list[float], int]]:
    return [
        (scores.tolist(), int(right))
        for main, target in given
        for scores, right in zip(main.reshape(-1, C), target.flatten(), strict=True)
    ]


def brute_force(given: Sequence[tuple[Tensor, Tensor]], top_k: int, average: str) -> float:
    hits: dict[int, list[bool]] = {}
    for scores, right in pairs(given):
        best = sorted(range(C), key=lambda each: -scores[each])[:top_k]
        hits.setdefault(right, []).append(right in best)
    if average == "micro":
        every = [hit for each in hits.values() for hit in each]
        return sum(every) / len(every)
    return sum(sum(each) / len(each) for each in hits.values()) / len(hits)


def measured(options: AccuracyOptions, given: Sequence[tuple[Tensor, Tensor]]) -> float:
    metric = Accuracy(options, {"C": C})
    state = metric.initial_state()
    for main, target in given:
        state = metric.update(state, main, target)
    return metric.value(state)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("top_k", [1, 2, 5])
@pytest.mark.parametrize("average", ["micro", "macro"])
def test_it_is_the_share_counted_one_by_one(
    average: Literal["micro", "macro"], top_k: int, seed: int
) -> None:
    found = measured(AccuracyOptions(average=average, top_k=top_k), batches(seed))
    assert found == pytest.approx(brute_force(batches(seed), top_k, average), abs=1e-12)


@pytest.mark.parametrize("average", ["micro", "macro"])
def test_the_table_gives_the_same_and_tells_which_was_taken_for_which(
    average: Literal["micro", "macro"],
) -> None:
    metric = Accuracy(AccuracyOptions(average=average, confusion=True), {"C": C})
    state = metric.initial_state()
    for main, target in batches():
        state = metric.update(state, main, target)
    assert metric.value(state) == pytest.approx(brute_force(batches(), 1, average), abs=1e-12)
    expected = torch.zeros(C, C, dtype=torch.int64)
    for scores, right in pairs(batches()):
        expected[right, max(range(C), key=scores.__getitem__)] += 1
    table = metric.table(state)
    assert table is not None
    assert torch.equal(table, expected)


def test_state_is_returned_and_never_changed() -> None:
    for options in (AccuracyOptions(average="macro"), AccuracyOptions(confusion=True)):
        metric = Accuracy(options, {"C": C})
        before = metric.update(metric.initial_state(), *batches()[0])
        kept = [tensor.clone() for tensor in before]
        metric.update(before, *batches()[1])
        assert all(torch.equal(a, b) for a, b in zip(before, kept, strict=True))


def test_labels_without_a_channel_axis_count_alike() -> None:
    options = AccuracyOptions(predict="label")
    main, target = batches()[3]
    assert measured(options, [(main, target[..., 0])]) == measured(
        AccuracyOptions(), [(main, target)]
    )


def test_nothing_measured_is_no_number_and_keeps_no_table() -> None:
    metric = Accuracy(AccuracyOptions(average="macro"), {"C": C})
    assert math.isnan(metric.value(metric.initial_state()))
    assert metric.table(metric.initial_state()) is None


def declaration(options: AccuracyOptions) -> Declaration:
    return ACCURACY.declare(options)  # type: ignore[arg-type]  # of the stage's class


@pytest.mark.parametrize(
    "options",
    [
        AccuracyOptions(),
        AccuracyOptions(average="macro"),
        AccuracyOptions(confusion=True),
        AccuracyOptions(predict="label", top_k=3),
    ],
)
def test_what_is_declared_as_kept_is_what_the_state_holds(options: AccuracyOptions) -> None:
    declared, problems = declare(ACCURACY, options)
    assert declared is not None, problems
    formula = declaration(options).cost.kept
    bytes_ = sum(tensor.nbytes for tensor in Accuracy(options, {"C": C}).initial_state())
    assert bytes_ == eval(formula, {"C": C})  # noqa: S307  # the declaration's own arithmetic


def test_the_whole_table_of_16_bit_codes_is_34_gigabytes() -> None:
    assert declaration(AccuracyOptions(confusion=True)).cost.kept == "8*C*C"
    assert 8 * 65_536**2 == 34_359_738_368


def test_a_table_and_several_guesses_do_not_go_together() -> None:
    with pytest.raises(ValueError, match="top_k = 1"):
        AccuracyOptions(confusion=True, top_k=2)
