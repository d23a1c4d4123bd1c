"""Interleaving puts every sample where the order says, and its inverse puts it back."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.torch import load_file
from torch import Tensor

from graphnet_audio.interleave import Deinterleave, Interleave
from graphnet_audio.order import InterleaveOptions

GOLDEN = Path(__file__).parent / "golden" / "stereo.safetensors"
ORDERS = ("temporal", "blocking", "blocking-1", "blocking-4", "blocking-5", "blocking-8")

WRONG = {
    ("blocking-4", 16): 0.75,
    ("blocking-4", 18): 0.6667,
    ("blocking-5", 16): 0.75,
    ("blocking-5", 18): 0.6667,
    ("blocking-8", 16): 0.875,
    ("blocking-8", 18): 0.7778,
    ("blocking-100", 16): 0.9375,
    ("blocking-100", 18): 0.9444,
}
"""The share of samples that their way back puts elsewhere; for other orders it is right."""


def interleaved(order: str, values: Tensor) -> Tensor:
    found: Tensor = Interleave(InterleaveOptions(order=order), {"C": values.shape[2]})(values)
    return found


def restored(order: str, values: Tensor, C: int) -> Tensor:
    found: Tensor = Deinterleave(InterleaveOptions(order=order), {"C": C})(values)
    return found


def probe(T: int, C: int) -> Tensor:
    """Two examples in which every sample is another number."""
    return torch.arange(2 * T * C).view(2, T, C)


def by_hand(order: str, example: list[list[int]]) -> list[int]:
    """The order as a person would read it out: rows are moments, columns channels."""
    T, C = len(example), len(example[0])
    length = {"temporal": 1, "blocking": T}.get(order) or int(order.partition("-")[2])
    out = []
    for start in range(0, T, length):
        for channel in range(C):
            out += [moment[channel] for moment in example[start : start + length]]
    return out


@pytest.mark.parametrize("order", [*ORDERS, "blocking-100"])
@pytest.mark.parametrize("length", [16, 18])
def test_it_lays_samples_out_as_the_reference_does(order: str, length: int) -> None:
    golden = load_file(GOLDEN)
    left = torch.arange(length)
    values = torch.stack((left, left + 1000), dim=-1).float()[None]
    found = interleaved(order, values)
    assert torch.equal(found[0, :, 0], golden[f"{order}/L{length}/interleaved"])


def test_channels_in_turns_are_predicted_one_value_after_the_other_as_there() -> None:
    """Its codes are stretched to the clip's own range; it begins with the code of the middle."""
    golden = load_file(GOLDEN)
    left = torch.arange(16, dtype=torch.float64)
    place = torch.stack((left, left + 1000), dim=-1)[None] / (1015 + 1e-6)
    codes = (place * (256 - 0.01) + 0.005).long()
    found = interleaved("temporal", codes)[0]
    assert torch.equal(found, golden["ar_temporal/y"])
    begin = torch.full((1, 1), 128)
    assert torch.equal(torch.cat((begin, found[:-1])), golden["ar_temporal/x"])


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("T", [1, 7, 8, 40])
@pytest.mark.parametrize("C", [1, 2, 3])
def test_it_reads_the_samples_out_in_order(order: str, T: int, C: int) -> None:
    values = probe(T, C)
    found = interleaved(order, values)
    assert found.shape == (2, C * T, 1)
    assert [row.flatten().tolist() for row in found] == [
        by_hand(order, example.tolist()) for example in values
    ]


@given(
    order=st.sampled_from(["temporal", "blocking"]) | st.integers(1, 12).map("blocking-{}".format),
    T=st.integers(1, 50),
    C=st.integers(1, 4),
)
@settings(max_examples=200, deadline=None)
def test_the_inverse_puts_every_sample_back(order: str, T: int, C: int) -> None:
    values = probe(T, C)
    assert torch.equal(restored(order, interleaved(order, values), C), values)
    flat = values.reshape(2, T * C, 1)
    assert torch.equal(interleaved(order, restored(order, flat, C)), flat)


@pytest.mark.parametrize("order", [*ORDERS, "blocking-100"])
@pytest.mark.parametrize("length", [16, 18])
def test_the_way_back_of_the_reference_scrambles_blocks_and_this_one_does_not(
    order: str, length: int
) -> None:
    """The defect this inverse leaves out: up to 19 of 20 samples in the wrong place."""
    golden = load_file(GOLDEN)
    laid_out = golden[f"{order}/L{length}/interleaved"][None, :, None]
    ours = restored(order, laid_out, 2)[0]
    assert ours[:, 0].tolist() == list(range(length))
    assert ours[:, 1].tolist() == list(range(1000, 1000 + length))
    theirs = golden[f"{order}/L{length}/deinterleaved"]
    wrong = float((theirs != ours).float().mean())
    assert wrong == pytest.approx(WRONG.get((order, length), 0.0), abs=1e-4)


@pytest.mark.parametrize("dtype", [torch.int64, torch.float32, torch.bfloat16])
def test_values_keep_their_dtype_and_any_layout_is_taken(dtype: torch.dtype) -> None:
    values = probe(6, 2).to(dtype).mT.contiguous().mT
    assert not values.is_contiguous()
    for order in ORDERS:
        found = interleaved(order, values)
        assert found.dtype == dtype
        assert torch.equal(restored(order, found, 2), values)


def test_gradients_pass_in_order() -> None:
    values = torch.randn(1, 6, 2, requires_grad=True)
    found = interleaved("blocking-3", values)
    (found.flatten() * torch.arange(12)).sum().backward()  # type: ignore[no-untyped-call]
    assert values.grad is not None
    assert torch.equal(interleaved("blocking-3", values.grad).flatten(), torch.arange(12).float())
