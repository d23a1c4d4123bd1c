"""The decoder keeps the positions the reference keeps, padded or not."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import get_args

import pytest
import torch
from safetensors.torch import load_file
from torch import Tensor
from torch.nn import functional

from graphnet_basics.declarations.sequence import Mode, SequenceOptions, declare
from graphnet_basics.modules.sequence import Sequence

GOLDEN = Path(__file__).parent / "golden" / "decoders_s4.safetensors"
LENGTHS = {"len0": None, "len1": [6, 10, 8], "len1_same": [8, 8, 8]}
MODES: tuple[Mode, ...] = ("last", "first", "pool", "sum")
CASES = [
    (mode, l_output, lengths)
    for mode, l_output, lengths in itertools.product(MODES, (0, 1, 3), LENGTHS)
    if not (mode == "pool" and l_output == 3)  # where the reference fails
]


def restricted(options: SequenceOptions, x: Tensor, lengths: list[int] | None = None) -> Tensor:
    given = {} if lengths is None else {"lengths": torch.tensor(lengths)}
    kept: Tensor = Sequence(options, {"C": x.shape[-1]})(main=x, **given)
    return kept


@pytest.mark.parametrize(("mode", "l_output", "lengths"), CASES)
def test_it_agrees_with_the_reference(mode: Mode, l_output: int, lengths: str) -> None:
    golden = load_file(GOLDEN)
    options = SequenceOptions(mode=mode, l_output=l_output)
    kept = restricted(options, golden["x"].double(), LENGTHS[lengths])
    found = functional.linear(kept, golden["w"], golden["b"])
    expected = golden[f"{mode}/lo{l_output}/{lengths}"]
    torch.testing.assert_close(found, expected, rtol=1e-6, atol=1e-6)


def test_full_keeps_what_the_reference_keeps_under_another_name() -> None:
    golden = load_file(GOLDEN)
    kept = restricted(SequenceOptions(), golden["x"].double())
    found = functional.linear(kept, golden["w"], golden["b"])
    torch.testing.assert_close(found, golden["last/loNone/len0"], rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("lengths", [None, [4, 9, 6], [3, 3, 3], [9, 9, 9]])
@pytest.mark.parametrize("l_output", [0, 1, 3])
@pytest.mark.parametrize("mode", MODES)
def test_it_is_what_a_loop_over_the_real_positions_gives(
    mode: Mode, l_output: int, lengths: list[int] | None
) -> None:
    x = torch.randn(3, 9, 4).double()
    k = max(1, l_output)
    rows = []
    for example, length in zip(x, lengths or [9, 9, 9], strict=True):
        ends = range(length - k + 1, length + 1)
        match mode:
            case "first":
                row = example[:k]
            case "last":
                row = example[length - k : length]
            case "pool":
                row = torch.stack([example[:end].mean(0) for end in ends])
            case _:
                row = torch.stack([example[:end].sum(0) for end in ends])
        rows.append(row if l_output else row[0])
    found = restricted(SequenceOptions(mode=mode, l_output=l_output), x, lengths)
    torch.testing.assert_close(found, torch.stack(rows))


@pytest.mark.parametrize("l_output", [None, 2])
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("rubbish", [1e30, float("inf"), float("nan")])
def test_padding_may_hold_anything(mode: Mode, l_output: int | None, rubbish: float) -> None:
    options = SequenceOptions(mode=mode, l_output=l_output)
    x, lengths = torch.randn(2, 8, 3), [5, 2]
    padded = x.clone()
    padded[0, 5:], padded[1, 2:] = rubbish, rubbish
    assert torch.equal(restricted(options, padded, lengths), restricted(options, x, lengths))
    padded.requires_grad_()
    restricted(options, padded, lengths).sum().backward()  # type: ignore[no-untyped-call]
    assert padded.grad is not None
    assert padded.grad[0, 5:].eq(0).all()
    assert padded.grad[1, 2:].eq(0).all()
    assert padded.grad.isfinite().all()


@pytest.mark.parametrize("l_output", [0, 1, 5])
def test_full_takes_no_l_output(l_output: int) -> None:
    with pytest.raises(ValueError, match='write mode = "last"'):
        SequenceOptions(mode="full", l_output=l_output)


def test_a_negative_number_of_positions_is_refused() -> None:
    with pytest.raises(ValueError, match="l_output"):
        SequenceOptions(mode="last", l_output=-1)


@pytest.mark.parametrize("mode", MODES)
def test_a_few_positions_ask_for_a_sequence_that_is_long_enough(mode: Mode) -> None:
    declaration = declare(SequenceOptions(mode=mode, l_output=5))
    assert declaration.where == ("L >= 5",)
    assert "[5, L]" in str(declaration.contract)
    assert declare(SequenceOptions(mode=mode)).where == ()


def test_only_full_can_answer_before_the_sequence_ends() -> None:
    for mode in get_args(Mode):
        effects = declare(SequenceOptions(mode=mode)).effects
        assert ("positionwise" in effects) is (mode == "full")
        assert ("global" in effects) is (mode != "full")
        assert ("padding-safe" in effects) is (mode != "full")
