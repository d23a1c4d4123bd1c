"""When hand-written gradients run, and the dtype of products inside and outside autocast."""

from __future__ import annotations

import torch
from torch.export import Dim, export

from graphnet_s4.modules.feed_forward import FeedForward
from graphnet_s4.modules.products import dtype_of_products, is_recorded
from graphnet_s4.options import FeedForwardOptions


def test_they_run_only_where_gradients_are_recorded() -> None:
    assert is_recorded()
    with torch.no_grad():
        assert not is_recorded()
    with torch.inference_mode():
        assert not is_recorded()


def test_an_export_holds_plain_operations() -> None:
    block = FeedForward(FeedForwardOptions(), {"H": 4})
    x = torch.randn(2, 5, 4)
    program = export(block, (x,), dynamic_shapes=([Dim.DYNAMIC, Dim.DYNAMIC, Dim.STATIC],))
    called = {str(node.target) for node in program.graph.nodes if node.op == "call_function"}
    assert "aten.gelu.default" in called
    torch.testing.assert_close(program.module()(x), block(x))


def test_only_autocast_lowers_products_and_never_those_of_float64() -> None:
    x = torch.randn(2)
    assert dtype_of_products(x) == torch.float32
    assert dtype_of_products(x.to("meta")) == torch.float32
    with torch.autocast("cpu", dtype=torch.bfloat16):
        assert dtype_of_products(x) == torch.bfloat16
        assert dtype_of_products(x.double()) == torch.float64
        assert dtype_of_products(x.to("meta")) == torch.float32
