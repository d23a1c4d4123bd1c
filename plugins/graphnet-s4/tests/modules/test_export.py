"""The block exported with an open length: one program for every length from 3 on.

torch itself takes axes of 1 apart while it traces, and a block of 2 items has one inside.
"""

from __future__ import annotations

from typing import get_args

import pytest
import torch
from torch.export import Dim, ExportedProgram, export

from graphnet_s4.flavour import Flavour
from graphnet_s4.modules.block import StateSpaceBlock
from graphnet_s4.modules.blocked import EXPORTED_BLOCK, blocks
from graphnet_s4.modules.s4 import S4
from graphnet_s4.modules.s4d import S4D
from graphnet_s4.options import S4DOptions, S4Options


def exported(module: StateSpaceBlock) -> ExportedProgram:
    example = torch.randn(3, 11, 4, dtype=torch.float64)
    open_sizes = {"main": [Dim.DYNAMIC, Dim.DYNAMIC, Dim.STATIC]}
    return export(module, (), {"main": example}, dynamic_shapes=open_sizes, strict=False)


BLOCKS: list[S4DOptions | S4Options] = [
    *(S4DOptions(d_state=8, flavour=flavour) for flavour in get_args(Flavour)),
    S4DOptions(d_state=8, bidirectional=True),
    S4DOptions(d_state=8, bidirectional=True, flavour="standalone"),
    S4Options(d_state=8),
    S4Options(d_state=8, init="legt", rank=2, l_kernel=50, channels=2, flavour="standalone"),
    S4Options(d_state=8, bidirectional=True),
]


@pytest.mark.filterwarnings("ignore")  # of torch's own making
@pytest.mark.parametrize("options", BLOCKS)
def test_one_program_is_the_module_at_every_length(options: S4DOptions | S4Options) -> None:
    kind: type[StateSpaceBlock] = S4 if isinstance(options, S4Options) else S4D
    module = kind(options, {"H": 4}).double().eval()  # type: ignore[call-arg,arg-type]  # its kind's
    program = exported(module).module()
    for length in (3, 4, 64, EXPORTED_BLOCK - 1, EXPORTED_BLOCK, EXPORTED_BLOCK + 1, 1000):
        values = torch.randn(2, length, 4, dtype=torch.float64)
        with torch.no_grad():
            torch.testing.assert_close(program(main=values), module(values), rtol=1e-9, atol=1e-11)


def test_outside_an_export_blocks_are_as_few_and_as_long_as_before() -> None:
    assert blocks(1) == (1, 1)
    assert blocks(64) == (8, 8)
    assert blocks(4097) == (33, 128)
