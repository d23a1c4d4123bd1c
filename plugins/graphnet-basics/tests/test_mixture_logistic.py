"""The mixture head is one linear map, cut and started as the published one."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from graphnet.plugin import NoOptions
from graphnet_basics.modules.mixture_logistic import MixtureLogistic

GOLDEN = Path(__file__).parent / "golden" / "dml.safetensors"


def test_it_gives_what_the_published_head_gives() -> None:
    golden = load_file(GOLDEN)
    head = MixtureLogistic(NoOptions(), {"H": 8, "n_mixtures": 8})
    names = {"weight": "head/sd/projection.weight", "bias": "head/sd/projection.bias"}
    head.load_state_dict({ours: golden[theirs] for ours, theirs in names.items()})
    found = head(golden["head/x"])
    assert set(found) == {"logit_probs", "means", "log_scales"}
    for name, values in found.items():
        torch.testing.assert_close(values, golden[f"head/{name}"], rtol=1e-6, atol=1e-6)


def test_it_starts_with_even_weights_and_scales_below_one() -> None:
    torch.manual_seed(0)
    head = MixtureLogistic(NoOptions(), {"H": 64, "n_mixtures": 10})
    assert head.weight.std().item() == pytest.approx(0.1, rel=0.05)
    assert head.bias[:20].eq(0).all()
    assert head.bias[20:].min() >= -1.0
    assert head.bias[20:].max() <= -0.5


def test_half_precision_leaves_means_the_digits_of_sixteen_bits() -> None:
    head = MixtureLogistic(NoOptions(), {"H": 16, "n_mixtures": 2})
    features = torch.randn(3, 16)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        found = head(features)
    for name, values in head(features).items():
        assert torch.equal(found[name], values)
    assert head(features.bfloat16())["means"].dtype == torch.float32


def test_it_takes_any_axes_before_the_features() -> None:
    head = MixtureLogistic(NoOptions(), {"H": 4, "n_mixtures": 3})
    x = torch.randn(2, 5, 4)
    whole, item = head(x), head(x[:, 0])
    for name in whole:
        torch.testing.assert_close(whole[name][:, 0], item[name])
