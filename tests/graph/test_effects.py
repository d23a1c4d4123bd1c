"""What declared effects say about time, also where their amounts are sizes."""

from __future__ import annotations

from fractions import Fraction
from math import inf

import pytest

from graphnet.contract.parser import parse_contract, parse_effect
from graphnet.contract.polynomial import Polynomial, constant
from graphnet.contract.syntax import Effect, Name
from graphnet.graph.effects import conditions_of, open_effects, timing_of, unusable_effects
from graphnet.graph.plan import Timing
from graphnet.text import quoted


def effects(*texts: str) -> tuple[Effect, ...]:
    nodes = (parse_effect(quoted(text, "test"))[0] for text in texts)
    return tuple(node for node in nodes if node is not None)


def two(name: Name) -> Polynomial | None:
    """A scope in which `C` is 2."""
    return constant(2) if name.text == "C" else None


@pytest.mark.parametrize(
    ("texts", "timing"),
    [
        ("positionwise", Timing(positionwise=True, causal=True)),
        ("positionwise, ratio 1/4", Timing(positionwise=True, causal=True, ratio=Fraction(1, 4))),
        ("ratio 3", Timing(ratio=Fraction(3))),
        ("delay 2", Timing(causal=True, delay=2)),
        ("delay 2*3", Timing(causal=True, delay=6)),
        ("lookahead 5", Timing(lookahead=5)),
        ("global", Timing()),
        ("causal, step", Timing(causal=True, steps=True)),
        ("causal, field 9", Timing(causal=True, field=9)),
        ("causal, field inf", Timing(causal=True, field=inf)),
        ("block 4", Timing(block=4)),
        ("latency 3", Timing(latency=3)),
        ("global, padding-safe", Timing(padding_safe=True)),
    ],
    ids=str,
)
def test_effects_say_how_a_stage_treats_time(texts: str, timing: Timing) -> None:
    assert timing_of(effects(*texts.split(", "))) == timing


def test_an_amount_over_sizes_counts_once_they_are_numbers() -> None:
    sized = effects("ratio C", "delay 3*C", "field C + 1", "causal")
    assert timing_of(sized, two) == Timing(causal=True, ratio=Fraction(2), delay=6, field=3)
    assert open_effects(sized) == sized[:3]
    assert open_effects(sized, two) == ()


@pytest.mark.parametrize(
    ("text", "is_usable"),
    [
        ("delay C", True),
        ("delay K", False),
        ("block 0", False),
        ("delay 0", True),
        ("lookahead 1 - 2", False),
        ("field inf", True),
        ("causal", True),
    ],
)
def test_an_amount_is_a_number_or_made_of_the_sizes_of_the_stage(
    text: str, is_usable: bool
) -> None:
    found = list(unusable_effects(effects(text), {"C"}))
    assert (found == []) == is_usable


def test_a_block_asks_for_a_length_that_it_divides() -> None:
    contract, _ = parse_contract(quoted("(batch:B, time:2*L, H) -> (B, 2*L, H)", "test"))
    assert contract is not None
    (where,) = conditions_of(contract, effects("causal", "block 4"))
    assert where.relations == ("==",)
    assert [term.at.text for term in where.terms] == ["block 4", "block 4"]
    flat, _ = parse_contract(quoted("(B, H) -> (B, H)", "test"))
    assert flat is not None
    assert conditions_of(flat, effects("block 4")) == ()


@pytest.mark.parametrize(
    ("timing", "takes", "gives"),
    [
        (Timing(ratio=Fraction(2, 3)), 3, 2),
        (Timing(block=4), 1, 1),
        (Timing(positionwise=True, block=4), 4, 4),
        (Timing(positionwise=True, ratio=Fraction(2), block=3), 3, 6),
        (Timing(positionwise=True, ratio=Fraction(1, 4), block=6), 12, 3),
    ],
    ids=str,
)
def test_a_positionwise_stage_takes_whole_blocks(timing: Timing, takes: int, gives: int) -> None:
    assert (timing.takes, timing.gives) == (takes, gives)
