"""A convolution, against a sum over its window taken item by item in float64."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from graphnet_basics.declarations.conv import ConvOptions, declare
from graphnet_basics.modules.conv import Conv

SIZES = {"d_input": 3, "d_output": 4}
WAYS = [ConvOptions(kernel=k, causal=c) for k in (2, 3, 6) for c in (False, True)]


def made(options: ConvOptions) -> Conv:
    torch.manual_seed(1)
    return Conv(options, SIZES).double()


def slid(module: Conv, options: ConvOptions, x: Tensor) -> Tensor:
    """What the formula gives for one example `(L, C)`, one item after the other."""
    rows = []
    for t in range(len(x)):
        y = module.bias.clone()
        for j in range(options.kernel):
            s = t + j - options.behind
            if 0 <= s < len(x):
                y = y + module.weight[:, :, j] @ x[s]
        rows.append(y)
    return torch.stack(rows)


@pytest.mark.parametrize("options", WAYS)
def test_it_is_the_sum_over_the_window(options: ConvOptions) -> None:
    module, x = made(options), torch.randn(2, 9, 3).double()
    expected = torch.stack([slid(module, options, each) for each in x])
    torch.testing.assert_close(module(x), expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("rubbish", [1e9, float("nan")])
@pytest.mark.parametrize("kernel", [3, 4])
def test_padding_counts_as_the_end(kernel: int, rubbish: float) -> None:
    options = ConvOptions(kernel=kernel)
    module, x, lengths = made(options), torch.randn(3, 9, 3).double(), [9, 4, 1]
    for row, length in enumerate(lengths):
        x[row, length:] = rubbish
    found = module(x, torch.tensor(lengths))
    for row, length in enumerate(lengths):
        expected = slid(module, options, x[row, :length])
        torch.testing.assert_close(found[row, :length], expected)


@pytest.mark.parametrize("kernel", [2, 5])
def test_a_causal_one_steps_and_goes_on_in_chunks(kernel: int) -> None:
    module, x = made(ConvOptions(kernel=kernel, causal=True)), torch.randn(2, 11, 3).double()
    whole, state, at = module(x), module.initial_state(2), 0
    for length in (1, 3, 1, 6):
        chunk, after = module.chunk(x[:, at : at + length], state)
        torch.testing.assert_close(chunk, whole[:, at : at + length])
        for t in range(at, at + length):
            item, state = module.step(x[:, t], state)
            torch.testing.assert_close(item, whole[:, t])
        torch.testing.assert_close(after, state)
        at += length


def test_what_it_declares_follows_the_window() -> None:
    assert declare(ConvOptions(kernel=4)).effects == ("lookahead 2", "field 4")
    assert declare(ConvOptions(kernel=4, causal=True)).effects == ("causal", "step", "field 4")
    assert "in.lengths" not in declare(ConvOptions(causal=True)).contract
    with pytest.raises(ValueError, match="kernel"):
        ConvOptions(kernel=1)
