"""The decoder keeps the positions the references keep, padded or not, where they are right."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Literal, get_args

import pytest
import torch
from safetensors.torch import load_file
from torch import Tensor
from torch.nn import functional

from graphnet_basics.declarations.sequence import Mode, SequenceOptions, declare
from graphnet_basics.modules.sequence import Sequence

GOLDEN = Path(__file__).parent / "golden"
LENGTHS = {"len0": None, "len1": [6, 10, 8], "len1_same": [8, 8, 8]}
UNEQUAL = [6, 10, 8]
MODES: tuple[Mode, ...] = ("last", "first", "pool", "sum")
Kept = int | Literal["all"] | None
KEPT: dict[str, Kept] = {"None": "all", "0": 0, "1": 1, "3": 3}
"""What ours writes for each `l_output` of theirs."""


@pytest.fixture(params=["s4", "lnac"])
def golden(request: pytest.FixtureRequest) -> dict[str, Tensor]:
    return load_file(GOLDEN / f"decoders_{request.param}.safetensors")


def restricted(options: SequenceOptions, x: Tensor, lengths: list[int] | None = None) -> Tensor:
    given = {} if lengths is None else {"lengths": torch.tensor(lengths)}
    kept: Tensor = Sequence(options, {"C": x.shape[-1]})(main=x, **given)
    return kept


def answered(
    golden: dict[str, Tensor], options: SequenceOptions, lengths: list[int] | None = None
) -> Tensor:
    """What is kept, through the reference's linear map behind it."""
    kept = restricted(options, golden["x"].double(), lengths)
    return functional.linear(kept, golden["w"], golden["b"])


def assert_near(found: Tensor, expected: Tensor) -> None:
    torch.testing.assert_close(found, expected, rtol=1e-8, atol=1e-12)


@pytest.mark.parametrize("lengths", LENGTHS)
@pytest.mark.parametrize("l_output", KEPT)
@pytest.mark.parametrize("mode", MODES)
def test_it_agrees_with_the_references(
    golden: dict[str, Tensor], mode: Mode, l_output: str, lengths: str
) -> None:
    name = f"{mode}/lo{l_output}/{lengths}"
    fails = l_output == "None" and lengths == "len1"  # unequal lengths cannot be stacked
    if fails or (mode == "pool" and l_output in ("None", "3")):  # its divisors lie along channels
        assert name not in golden
        return
    found = answered(golden, SequenceOptions(mode=mode, l_output=KEPT[l_output]), LENGTHS[lengths])
    expected = golden[name]
    if l_output == "None" and lengths == "len1_same":  # theirs is cut to 8, ours padded to 10
        assert found.shape[1] == 10
        found = found[:, :8]
    assert_near(found, expected)


@pytest.mark.parametrize("mode", [mode for mode in MODES if mode != "pool"])
def test_l_output_given_with_the_call_is_the_option_here(
    golden: dict[str, Tensor], mode: Mode
) -> None:
    assert_near(
        answered(golden, SequenceOptions(mode=mode, l_output=2)), golden[f"{mode}/override2"]
    )


def test_the_means_that_the_reference_intends_and_does_not_reach(
    golden: dict[str, Tensor],
) -> None:
    found = answered(golden, SequenceOptions(mode="pool", l_output=3))
    assert_near(found, golden["pool_intended/lo3"])


def test_pooling_is_the_mean_over_all_axes_but_the_last(golden: dict[str, Tensor]) -> None:
    assert_near(answered(golden, SequenceOptions(mode="pool")), golden["nd_pool"])


@pytest.mark.parametrize(
    "name", ["None/len0", "None/len1_same", "1/len0", "1/len1_same", "3/len0", "3/len1_same"]
)
def test_full_keeps_every_position_whatever_l_output_says_elsewhere(name: str) -> None:
    golden = load_file(GOLDEN / "decoders_lnac.safetensors")
    expected = golden[f"full/lo{name}"]
    assert_near(answered(golden, SequenceOptions())[:, : expected.shape[1]], expected)
    assert_near(golden["full/override2"], golden["full/loNone/len0"])


def test_a_step_is_the_head_alone(golden: dict[str, Tensor]) -> None:
    expected = functional.linear(golden["x"][:, 0].double(), golden["w"], golden["b"])
    assert_near(expected, golden["step"])
    assert_near(answered(golden, SequenceOptions())[:, 0], golden["step"])


@pytest.mark.parametrize("same", ["", "_same"])
@pytest.mark.parametrize("l_output", ["None", "1", "3"])
def test_ragged_keeps_what_is_real_of_each_example(
    golden: dict[str, Tensor], l_output: str, same: str
) -> None:
    """Whatever `l_output` says there, with the decoder or with the call."""
    lengths = [8, 8, 8] if same else UNEQUAL
    found = answered(golden, SequenceOptions(mode="ragged"), lengths)
    expected = golden[f"ragged/lo{l_output}/len0{same}"]
    assert torch.equal(golden["ragged/override2"], golden["ragged/loNone/len0"])
    for row, length in enumerate(lengths):
        assert_near(found[row, :length], expected[row, :length])
    if lengths is UNEQUAL:  # what stands behind the end of an example goes on there
        assert expected[0, 6:].ne(golden["b"]).any()
    assert_near(found[0, lengths[0] :], golden["b"].expand(10 - lengths[0], 5))


def test_ragged_without_lengths_is_full() -> None:
    x = torch.randn(2, 5, 3)
    assert torch.equal(restricted(SequenceOptions(mode="ragged"), x), x)


@pytest.mark.parametrize("lengths", [None, UNEQUAL])
@pytest.mark.parametrize("l_output", [0, 1, 3])
@pytest.mark.parametrize("mode", ["last", "first", "pool"])
def test_a_head_before_the_decoder_gives_what_one_behind_it_gives(
    golden: dict[str, Tensor], mode: Mode, l_output: int, lengths: list[int] | None
) -> None:
    options = SequenceOptions(mode=mode, l_output=l_output)
    before = functional.linear(golden["x"].double(), golden["w"], golden["b"])
    assert_near(restricted(options, before, lengths), answered(golden, options, lengths))


def test_but_a_sum_adds_the_bias_as_often_as_there_are_positions(
    golden: dict[str, Tensor],
) -> None:
    options = SequenceOptions(mode="sum")
    before = functional.linear(golden["x"].double(), golden["w"], golden["b"])
    behind = answered(golden, options, UNEQUAL)
    more = torch.tensor(UNEQUAL).double()[:, None] - 1
    assert_near(restricted(options, before, UNEQUAL), behind + more * golden["b"])


def rows_of(mode: Mode, real: Tensor, k: int) -> Tensor:
    """What one example's own positions `(T, C)` give, in a loop over them."""
    ends = range(1, len(real) + 1)
    match mode:
        case "first":
            return real[:k]
        case "last":
            return real[-k:]
        case "pool":
            return torch.stack([real[:end].mean(0) for end in ends])[-k:]
        case _:
            return torch.stack([real[:end].sum(0) for end in ends])[-k:]


@pytest.mark.parametrize("lengths", [None, [4, 9, 6], [3, 3, 3], [9, 9, 9], [2, 9, 1], [1, 1, 1]])
@pytest.mark.parametrize("l_output", [0, 1, 3, 9])
@pytest.mark.parametrize("mode", MODES)
def test_it_is_what_a_loop_over_the_real_positions_gives(
    mode: Mode, l_output: int, lengths: list[int] | None
) -> None:
    x = torch.randn(3, 9, 4).double()
    found = restricted(SequenceOptions(mode=mode, l_output=l_output), x, lengths)
    assert found.shape == ((3, l_output, 4) if l_output else (3, 4))
    for row, length in enumerate(lengths or [9, 9, 9]):
        expected = rows_of(mode, x[row, :length], max(1, l_output))
        if not l_output:
            torch.testing.assert_close(found[row], expected[0])
            continue
        torch.testing.assert_close(found[row, : len(expected)], expected)
        assert found[row, len(expected) :].eq(0).all()


@pytest.mark.parametrize("lengths", [None, [4, 9, 6]])
@pytest.mark.parametrize("mode", ["pool", "sum"])
def test_all_running_means_and_sums(mode: Mode, lengths: list[int] | None) -> None:
    x = torch.randn(3, 9, 4).double()
    found = restricted(SequenceOptions(mode=mode, l_output="all"), x, lengths)
    for row, length in enumerate(lengths or [9, 9, 9]):
        expected = rows_of(mode, x[row, :length], length)
        torch.testing.assert_close(found[row, :length], expected)


@pytest.mark.parametrize(
    ("mode", "l_output"), [*itertools.product(MODES, (None, 2, 4)), ("ragged", None)]
)
@pytest.mark.parametrize("rubbish", [1e30, float("inf"), float("nan")])
def test_padding_may_hold_anything(mode: Mode, l_output: Kept, rubbish: float) -> None:
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
@pytest.mark.parametrize("mode", ["full", "ragged"])
def test_modes_that_keep_everything_take_no_l_output(mode: Mode, l_output: int) -> None:
    with pytest.raises(ValueError, match='write mode = "last"'):
        SequenceOptions(mode=mode, l_output=l_output)


def test_a_negative_number_of_positions_is_refused() -> None:
    with pytest.raises(ValueError, match="l_output"):
        SequenceOptions(mode="last", l_output=-1)


@pytest.mark.parametrize("mode", MODES)
def test_a_few_positions_ask_for_a_sequence_that_is_long_enough(mode: Mode) -> None:
    declaration = declare(SequenceOptions(mode=mode, l_output=5))
    assert declaration.where == ("L >= 5",)
    assert "[1, L]" in str(declaration.contract)  # a shorter example in a longer batch will do
    assert declare(SequenceOptions(mode=mode)).where == ()


def test_only_modes_that_keep_everything_can_answer_before_the_sequence_ends() -> None:
    for mode in get_args(Mode):
        effects = declare(SequenceOptions(mode=mode)).effects
        keeps_all = mode in ("full", "ragged")
        assert ("positionwise" in effects) is keeps_all
        assert ("global" in effects) is not keeps_all
        assert ("padding-safe" in effects) is not keeps_all
        assert "causal" in declare(SequenceOptions(mode=mode, l_output="all")).effects


@pytest.mark.parametrize("mode", ["full", "last", "first"])
def test_all_positions_as_they_are_may_be_of_any_dtype(mode: Mode) -> None:
    declaration = declare(SequenceOptions(mode=mode, l_output="all"))
    assert declaration == declare(SequenceOptions())
    codes = torch.arange(6).view(1, 6, 1)
    assert restricted(SequenceOptions(mode=mode, l_output="all"), codes) is codes
