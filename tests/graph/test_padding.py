"""What stands behind the ends of short examples reaches nothing that counts, or is refused."""

from __future__ import annotations

import numpy as np
import pytest

from graphnet.diagnostics import Diagnostic
from tests.graph.clockwork import ending, planned, spec_of
from tests.graph.test_streaming import LENGTH, Simulated, apply

LABEL = ending("label", "counted", 'target = "source.label"\n')


def found(*stages: str, source: str = "clips", end: str = LABEL, channels: int = 1,
          data: tuple[str, ...] = ()) -> list[Diagnostic]:  # fmt: skip
    text = spec_of(*stages, source=source, end=end, channels=channels, data=data)
    return list(planned(text)[1])


def codes(*stages: str, end: str = LABEL) -> list[str]:
    return [problem.rule.code for problem in found(*stages, end=end)]


def test_without_lengths_nothing_is_padded_and_nothing_is_said() -> None:
    end = ending("same")
    assert found("both; bidirectional = true", source="codes", end=end) == []
    assert [p.rule.code for p in found("both; bidirectional = true", end=end)] == ["GN605"]


ORDERS = {
    "a causal stage": (("conv; width = 3", "reduce"), ""),
    "one that runs both ways": (("both; bidirectional = true", "reduce"), "s0"),
    "one inside a composite": (("wrapped; bidirectional = true", "reduce"), "s0.core"),
    "one that is safe": (("safe", "reduce"), ""),
    "one that takes lengths": (("heeding", "reduce"), ""),
    "one that would take lengths and gets none": (("hiding", "reduce"), "s0.core"),
    "one that looks ahead": (("look; by = 1, width = 2", "reduce"), "s0"),
    "one that looks ahead and is late by as much": (
        ("look; by = 1, width = 2", "delay; steps = 1", "reduce"), "",
    ),
    "one behind a sum, where there is no time to look along": (("reduce", "vague"), ""),
    "a mean of everything": (("pooled",), "s0"),
    "a mean behind one that runs both ways": (("both; bidirectional = true", "pooled"), "s0"),
}  # fmt: skip


@pytest.mark.parametrize("order", ORDERS)
def test_padding_leaks_where_a_stage_sees_it(order: str) -> None:
    stages, culprit = ORDERS[order]
    problems = found(*stages)
    assert [problem.rule.code for problem in problems] == ["GN605"] * bool(culprit)
    assert not problems or f"`{culprit}`" in problems[0].message


def test_the_option_that_lets_padding_in_is_named_and_can_be_set() -> None:
    (problem,) = found("both; bidirectional = true", "reduce")
    assert [edit.replacement for edit in problem.fixes[0].edits] == ["false"]
    assert problem.primary is not None
    assert problem.primary.span.text == '"tick.both"'
    assert problem.others[0].span.text == '"clips"'


def test_a_stage_that_sums_all_up_is_told_to_take_lengths() -> None:
    (problem,) = found("pooled")
    assert any("wire lengths" in fix.text for fix in problem.fixes)


def test_two_stages_side_by_side_are_both_told() -> None:
    both = "both; bidirectional = true | "
    problems = found(
        both + 'input = "embed"', both + 'input = "embed"',
        'join | input = { main = "s0", skip = "s1" }', "reduce",
    )  # fmt: skip
    assert [(p.rule.code, p.message.split("`")[1]) for p in problems] == [
        ("GN605", "s0"), ("GN605", "s1"),
    ]  # fmt: skip


def test_data_stages_of_the_target_count_too() -> None:
    end = ending("next", more='target = "d0"\n')
    assert found("both", data=("turns",), channels=2, end=end) == []
    (problem,) = found("both", data=("mixed", "turns"), channels=2, end=end.replace("d0", "d1"))
    assert problem.rule.code == "GN605"
    assert "`d0`" in problem.message


def test_a_target_that_the_prediction_does_not_read_counts_as_well() -> None:
    """The mixed codes hold padding, though no stage but the objective sees them."""
    end = ending("same", more='target = "d0"\n')
    text = spec_of("conv", source="clips", data=("mixed",), end=end)
    text = text.replace('use      = "embed"\n', 'use      = "embed"\ninput    = "source"\n')
    (problem,) = planned(text)[1]
    assert problem.rule.code == "GN605"
    assert "`d0`" in problem.message


def test_lengths_count_the_items_that_their_stage_takes() -> None:
    (problem,) = found("up; by = 2", "reduce")
    assert problem.rule.code == "GN605"
    assert "each item counted there is 2 of its own" in problem.message
    assert found("up; by = 2", "down; by = 2", "reduce") == []


@pytest.mark.parametrize("seed", range(40))
def test_a_verdict_is_what_a_simulation_of_a_padded_example_shows(seed: int) -> None:
    """An example ends anywhere; what is predicted up to there depends on nothing behind it."""
    chance = np.random.default_rng(seed)
    kinds = ["conv", "look", "blocks", "delay", "down", "up"]
    fed = Simulated(np.eye(LENGTH, dtype=bool), np.arange(LENGTH))
    texts = []
    up: list[int] = []
    for _ in range(chance.integers(1, 5)):
        kind = str(chance.choice(kinds))
        by = int(chance.integers(2, 4))
        if kind == "up":
            if not up:
                continue
            by = up.pop()
        up += [by] if kind == "down" else []
        width = by + int(chance.integers(1, 3))
        options = {"conv": f"width = {width}", "look": f"by = {by}, width = {width}",
                   "delay": f"steps = {by}"}.get(kind, f"by = {by}")  # fmt: skip
        texts.append(f"{kind}; {options}")
        fed = apply(kind, by, width, fed)
    for by in reversed(up):
        texts.append(f"up; by = {by}")
        fed = apply("up", by, 1, fed)
    last = [np.flatnonzero(row).max(initial=-1) for row in fed.depends]
    leaks = any(seen > item for item, seen in enumerate(last))
    expected = ["GN605"] if leaks else []
    assert codes(*texts, end=ending("same")) == expected, texts
