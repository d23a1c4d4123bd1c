"""The factorised head gives coarse scores and fine features, and any axes may come before."""

from __future__ import annotations

import torch

from graphnet.plugin import NoOptions
from graphnet_basics.modules.factorised import Factorised


def test_both_fields_are_rows_of_one_linear_map() -> None:
    head = Factorised(NoOptions(), {"H": 4, "Q": 3, "d_fine": 2}).double()
    x = torch.randn(2, 5, 4, dtype=torch.float64)
    found = head(x)
    assert list(found) == ["coarse", "fine"]
    whole = torch.einsum("oh,blh->blo", head.weight, x) + head.bias
    torch.testing.assert_close(found["coarse"], whole[..., :3])
    torch.testing.assert_close(found["fine"], whole[..., 3:])


def test_one_item_gives_what_the_sequence_gives() -> None:
    head = Factorised(NoOptions(), {"H": 4, "Q": 3, "d_fine": 2})
    x = torch.randn(2, 5, 4)
    whole, item = head(x), head(x[:, 0])
    for name in whole:
        torch.testing.assert_close(whole[name][:, 0], item[name])


def test_it_starts_within_the_bounds_of_a_linear_map() -> None:
    head = Factorised(NoOptions(), {"H": 64, "Q": 256, "d_fine": 64})
    for values in head.parameters():
        assert 0.12 < float(values.detach().abs().max()) <= 1 / 8
