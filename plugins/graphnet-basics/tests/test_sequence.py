"""The decoder keeps the positions the reference keeps."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from torch.nn import functional

from graphnet_basics.declarations.sequence import SequenceOptions, declare
from graphnet_basics.modules.sequence import Sequence

GOLDEN = Path(__file__).parent / "golden" / "decoders_s4.safetensors"


@pytest.mark.parametrize(
    ("options", "key"),
    [
        (SequenceOptions(mode="full"), "last/loNone/len0"),  # the reference calls this `last`
        (SequenceOptions(mode="last"), "last/lo0/len0"),
        (SequenceOptions(mode="last", l_output=0), "last/lo0/len0"),
        (SequenceOptions(mode="last", l_output=1), "last/lo1/len0"),
        (SequenceOptions(mode="last", l_output=3), "last/lo3/len0"),
    ],
)
def test_it_agrees_with_the_reference(options: SequenceOptions, key: str) -> None:
    golden = load_file(GOLDEN)
    kept = Sequence(options, {"C": 4})(golden["x"].double())
    found = functional.linear(kept, golden["w"], golden["b"])
    torch.testing.assert_close(found, golden[key], rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("l_output", [0, 1, 5])
def test_full_takes_no_l_output(l_output: int) -> None:
    with pytest.raises(ValueError, match='write mode = "last"'):
        SequenceOptions(mode="full", l_output=l_output)


def test_a_negative_number_of_positions_is_refused() -> None:
    with pytest.raises(ValueError, match="l_output"):
        SequenceOptions(mode="last", l_output=-1)


def test_last_asks_for_a_sequence_that_is_long_enough() -> None:
    assert declare(SequenceOptions(mode="last", l_output=5)).where == ("L >= 5",)


def test_only_full_can_answer_before_the_sequence_ends() -> None:
    assert "positionwise" in declare(SequenceOptions(mode="full")).effects
    assert declare(SequenceOptions(mode="last")).effects == ("global",)
    assert declare(SequenceOptions(mode="last", l_output=1)).effects == ("global",)
