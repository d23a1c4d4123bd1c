"""Inside, autocast changes nothing; a device that has none is left alone."""

from __future__ import annotations

import torch

from graphnet_s4.modules.precision import full_precision


def test_products_keep_their_precision() -> None:
    x = torch.randn(4, 4)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        assert (x @ x).dtype == torch.bfloat16
        with full_precision(x.device):
            assert (x @ x).dtype == torch.float32


def test_the_meta_device_has_no_autocast() -> None:
    with full_precision(torch.device("meta")):
        assert torch.empty(2, device="meta").dtype == torch.float32
