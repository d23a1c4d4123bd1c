"""The parameter C of an S4 kernel as of one kernel length, turned into that of another."""

# Checkpoints of the reference hold C~ = C (1 - dA^l) for the length l their kernel was made for.

from __future__ import annotations

from collections.abc import Mapping

import torch
from attrs import evolve
from torch import Tensor

from graphnet_s4.modules import dense
from graphnet_s4.modules.low_rank import LowRankKernel
from graphnet_s4.options import S4Options


@torch.no_grad()
def convert(
    learnt: Mapping[str, Tensor], options: S4Options, source: int | None, target: int | None
) -> Tensor:
    """C (K, H, M, 2), float64, of the same system with `l_kernel = target`.

    `learnt` holds C as of `l_kernel = source` and the kernel's other parameters, by the names and
    shapes a module with these options has, whose own `l_kernel` is not read. None stands for C
    itself. A length at which dA^l has an eigenvalue 1 has no such system; it takes dt = 0.
    """
    kernel = LowRankKernel(evolve(options, l_kernel=source), learnt["C"].shape[1]).double()
    kernel.load_state_dict({name: value.double() for name, value in learnt.items()})
    if source == target:
        return kernel.C.detach().clone()
    system = kernel.system()
    C_KHN = system.C
    if target is not None:
        moved_HNK = dense.power_of(system.dA, target).mT @ C_KHN.permute(1, 2, 0)
        C_KHN = C_KHN - moved_HNK.permute(2, 0, 1)
    re_KHM, im_KHM = (C_KHN / 2).chunk(2, dim=-1)
    return torch.stack((re_KHM, -im_KHM), dim=-1)
