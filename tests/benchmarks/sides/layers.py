"""Our side of one state-space layer: kernel, convolution and D, without norm and activation."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

from graphnet_s4.modules.block import StateSpaceBlock
from graphnet_s4.modules.s4 import S4
from graphnet_s4.modules.s4d import S4D
from graphnet_s4.options import S4DOptions, S4Options
from tests.benchmarks.measuring.result import Json
from tests.benchmarks.measuring.worker import Values, Work
from tests.benchmarks.sides.settings import SEED, count, whole


def layer(settings: Mapping[str, Json]) -> Work:
    """Forward and backward; `apart` is the error against float64, in units of the largest output.

    Gradients are of everything: input, kernel and D.
    """
    torch.manual_seed(SEED)
    device = str(settings.get("device", "cpu"))
    block = _block(settings).to(device)
    shape = (whole(settings, "batch"), whole(settings, "length"), whole(settings, "features"))
    u = torch.randn(shape, device=device, requires_grad=True)
    back = torch.randn(shape, device=device)

    def turn() -> Values:
        block.zero_grad(set_to_none=True)
        u.grad = None
        torch.autograd.backward(block.convolved(u), back)
        return {}

    learned = count(block.kernel) + block.D.numel()
    return Work(turn=turn, facts={"parameters": learned, "apart": apart(block, u)})


def apart(block: StateSpaceBlock, u: Tensor) -> float:
    """How far float32 is from float64, in units of the largest output."""
    with torch.no_grad():
        single = block.convolved(u)
        double = block.double().convolved(u.double())
        block.float()
    return float((single - double).abs().max() / double.abs().max())


def _block(settings: Mapping[str, Json]) -> StateSpaceBlock:
    sizes = {"H": whole(settings, "features")}
    if settings["layer"] == "s4d":
        return S4D(S4DOptions(), sizes)
    return S4(S4Options(init="legs", l_kernel=whole(settings, "length")), sizes)
