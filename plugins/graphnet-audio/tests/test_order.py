"""Orders are read from their text, and the declaration says where each sample comes from."""

from __future__ import annotations

import pytest
import torch

from graphnet.contract.lower import lower
from graphnet.contract.parser import parse_dim
from graphnet.contract.polynomial import Polynomial, constant
from graphnet.graph.declare import declare as parsed
from graphnet.plugin import Reorders
from graphnet.text import quoted
from graphnet_audio import plugin
from graphnet_audio.interleave import Interleave
from graphnet_audio.order import InterleaveOptions, declare

INTERLEAVE = next(s for s in plugin.graphnet_stages() if s.name == "audio.interleave")

ORDERS = ("temporal", "blocking", "blocking-1", "blocking-3", "blocking-4")


@pytest.mark.parametrize(
    ("order", "block"), [("temporal", 1), ("blocking", None), ("blocking-512", 512)]
)
def test_the_length_of_a_block_is_read_from_the_text(order: str, block: int | None) -> None:
    assert InterleaveOptions(order=order).block == block


@pytest.mark.parametrize(
    "order",
    [
        "",
        "time",
        "blocking-0",
        "blocking-",
        "blocking--4",
        "blocking-4.5",
        "blocking-٤",
        "Temporal",
        "blocking-4\n",
    ],
)
def test_another_order_is_refused_with_those_there_are(order: str) -> None:
    with pytest.raises(ValueError, match="`temporal`, `blocking` or `blocking-N`"):
        InterleaveOptions(order=order)


@pytest.mark.parametrize("order", ORDERS)
def test_the_declaration_parses(order: str) -> None:
    declared, problems = parsed(INTERLEAVE, InterleaveOptions(order=order))
    assert problems == ()
    assert declared is not None


@pytest.mark.parametrize("order", ORDERS)
def test_every_sample_comes_from_where_the_law_says(order: str) -> None:
    B, T, C = 2, 12, 3
    options = InterleaveOptions(order=order)
    (law,) = declare(options).laws
    assert isinstance(law, Reorders)
    values = torch.arange(B * T * C).view(B, T, C)
    found = Interleave(options, {"C": C})(values)
    for i0 in range(B):
        for i1 in range(C * T):
            names = {"i0": i0, "i1": i1, "i2": 0, "B": B, "T": T, "C": C}
            batch, moment, channel = (value(place, names) for place in law.places)
            assert found[i0, i1, 0] == values[batch, moment, channel]


def value(text: str, names: dict[str, int]) -> int:
    dim, problems = parse_dim(quoted(text, "place"))
    assert dim is not None, problems
    found = lower(dim, lambda name: constant(names[name.text]))
    assert isinstance(found, Polynomial)
    assert found.as_int is not None
    return found.as_int


def test_only_whole_channels_need_the_whole_sequence() -> None:
    assert "global" in declare(InterleaveOptions(order="blocking")).effects
    assert "positionwise" in declare(InterleaveOptions(order="temporal")).effects
    assert "block 4" in declare(InterleaveOptions(order="blocking-4")).effects
