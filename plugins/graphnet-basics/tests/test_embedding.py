"""The embedding looks up one vector per value and starts as asked."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from graphnet_basics.declarations.embedding import EmbeddingOptions
from graphnet_basics.modules.embedding import Embedding

GOLDEN = Path(__file__).parent / "golden" / "encoders_s4.safetensors"


def test_it_agrees_with_the_reference() -> None:
    golden = load_file(GOLDEN)
    embedding = Embedding(EmbeddingOptions(), {"n": 256, "H": 8})
    embedding.load_state_dict({"weight": golden["embedding/sd/weight"]})
    found = embedding(golden["tok"].unsqueeze(-1))
    torch.testing.assert_close(found, golden["embedding/y"], rtol=0, atol=0)


def test_only_the_channel_axis_is_dropped() -> None:
    embedding = Embedding(EmbeddingOptions(), {"n": 4, "H": 3})
    assert embedding(torch.zeros(1, 1, 1, dtype=torch.int64)).shape == (1, 1, 3)
    assert embedding(torch.zeros(1, 1, dtype=torch.int64)).shape == (1, 3)


@pytest.mark.parametrize("std", [1.0, 0.125])
def test_vectors_start_normal_with_the_asked_deviation(std: float) -> None:
    torch.manual_seed(0)
    weight = Embedding(EmbeddingOptions(init_std=std), {"n": 4096, "H": 64}).weight / std
    assert weight.mean().abs() < 0.01
    assert (weight.std() - 1).abs() < 0.01
    assert ((weight.abs() < 1).double().mean() - 0.6827).abs() < 0.005


@pytest.mark.parametrize("std", [0.0, -1.0])
def test_a_deviation_that_is_not_positive_is_refused(std: float) -> None:
    with pytest.raises(ValueError, match="init_std"):
        EmbeddingOptions(init_std=std)
