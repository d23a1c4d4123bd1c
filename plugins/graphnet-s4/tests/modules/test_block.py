"""Whole blocks of both kinds against the reference's; stretches, steps and the whole agree."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, get_args

import pytest
import torch
from attrs import evolve
from torch import Tensor, nn

from graphnet_s4.modules.block import StateSpaceBlock
from graphnet_s4.modules.diagonal import DiagonalKernel
from graphnet_s4.modules.s4 import S4
from graphnet_s4.modules.s4d import S4D
from graphnet_s4.options import Activation, FinalActivation, Recurrence, S4DOptions, S4Options

if TYPE_CHECKING:
    from conftest import Golden

DENSE = S4Options(d_state=8, flavour="standalone")
DIAGONAL = S4DOptions(d_state=8, flavour="standalone")
CASES: dict[str, S4Options | S4DOptions] = {
    "dplr": DENSE,
    "dplr_bidir": evolve(DENSE, bidirectional=True),
    "dplr_nssm1_softplus": S4Options(d_state=8, flavour="src"),
    "dplr_ch2": evolve(DENSE, channels=2),
    "dplr_final_none": evolve(DENSE, final_act="none"),
    "dplr_final_gelu": evolve(DENSE, final_act="gelu"),
    "dplr_act_glu": evolve(DENSE, activation="glu", final_act="id"),
    "diag_zoh": DIAGONAL,
    "diag_bilinear": evolve(DIAGONAL, discretization="bilinear"),
    "diag_bidir": evolve(DIAGONAL, bidirectional=True),
}
STEPPING = [case for case in CASES if not case.endswith("bidir")]
NAMES = {
    "layer.D": "D",
    "output_linear.0.weight": "output.weight",
    "output_linear.0.bias": "output.bias",
}


def built(options: S4Options | S4DOptions, H: int = 4) -> StateSpaceBlock:
    sizes = {"H": H}
    block = S4(options, sizes) if isinstance(options, S4Options) else S4D(options, sizes)
    return block.double().eval()


def loaded(tensors: dict[str, Tensor], options: S4Options | S4DOptions) -> StateSpaceBlock:
    block = built(options)
    block.norm = nn.Identity()
    named = {k[3:]: v for k, v in tensors.items() if k.startswith("sd/")}
    named.pop("layer.kernel.l_kernel", None)
    block.load_state_dict({NAMES.get(k, k.removeprefix("layer.")): v for k, v in named.items()})
    return block


def stepped(block: StateSpaceBlock, x: Tensor) -> tuple[Tensor, tuple[Tensor, ...]]:
    state, found = block.initial_state(len(x)), []
    for item in x.unbind(1):
        y, state = block.step(item, state)
        found.append(y)
    return torch.stack(found, 1), state


@pytest.mark.parametrize("case", CASES)
@torch.no_grad()
def test_inside_norm_and_residual_it_is_the_references_block(golden: Golden, case: str) -> None:
    """The reference's two-sided kernel reaches ahead from the next item on, and so does ours."""
    tensors, x = golden("s4block", f"{case}/"), golden("s4block")["x"].mT
    expected = tensors["y"].mT
    found = loaded(tensors, CASES[case])(x) - x
    assert (found - expected).abs().max() < 1e-8 * expected.abs().max()


@pytest.mark.parametrize("case", ["dplr", "diag_zoh"])
@torch.no_grad()
def test_up_to_a_length_it_is_the_references_with_lengths(golden: Golden, case: str) -> None:
    tensors, x = golden("s4block", f"{case}/"), golden("s4block")["x"].mT
    found, expected = loaded(tensors, CASES[case])(x) - x, tensors["y_lengths_40_64"].mT
    assert (found[0, :40] - expected[0, :40]).abs().max() < 1e-8 * expected.abs().max()
    assert (found[1] - expected[1]).abs().max() < 1e-8 * expected.abs().max()


@pytest.mark.parametrize("case", STEPPING)
@torch.no_grad()
def test_its_steps_are_the_references(golden: Golden, case: str) -> None:
    tensors, x = golden("s4block", f"{case}/"), golden("s4block")["x"].mT
    block = loaded(tensors, CASES[case])
    found, state = stepped(block, x)
    expected = tensors["step_y"].mT
    assert (found - x - expected).abs().max() < 1e-8 * expected.abs().max()
    theirs = tensors["step_final_state"][..., :4, :]
    assert (modes_of(block, state[0]) - theirs).abs().max() < 1e-8 * theirs.abs().max()


def modes_of(block: StateSpaceBlock, state: Tensor) -> Tensor:
    """A state in the reference's units: its diagonal modes take an item times dB, ours as it is."""
    kernel = block.kernel
    if not isinstance(kernel, DiagonalKernel):
        return torch.stack(state.chunk(2, -1), -1)
    dB = kernel.discretise()[1][0] / torch.view_as_complex(kernel.C[0])
    return torch.view_as_real(torch.view_as_complex(state) * dB)


STRETCHED: list[S4Options | S4DOptions] = [
    *(evolve(DENSE, recurrence=r, l_kernel=70) for r in get_args(Recurrence)),
    S4Options(d_state=8, init="hippo", n_ssm=2, channels=2, final_act="id"),
    DIAGONAL,
    S4DOptions(d_state=8, discretization="dss", l_kernel=50, activation="glu"),
    S4DOptions(d_state=8, dt_tie=False, bandlimit=0.4, real_transform="relu", dt_fast=True),
]


@pytest.mark.parametrize("options", STRETCHED)
@torch.no_grad()
def test_in_any_stretches_it_gives_what_steps_and_the_whole_give(
    options: S4Options | S4DOptions,
) -> None:
    block, x = built(options), torch.randn(2, 150, 4).double()
    expected, (last, *_) = block(x), stepped(block, x)[1]
    for split in ([150], [1] * 3 + [147], [64, 1, 64, 21], [7, 90, 53]):
        state, found = block.initial_state(2), []
        before = state
        for part in torch.split(x, split, 1):
            y, state = block.chunk(part, state)
            found.append(y)
        torch.testing.assert_close(torch.cat(found, 1), expected, rtol=0, atol=1e-10)
        torch.testing.assert_close(state[0], last, rtol=1e-7, atol=1e-10)
        assert not before[0].any()
        assert all(a is b for a, b in zip(state[1:], before[1:], strict=True))


@torch.no_grad()
def test_steps_and_stretches_take_turns() -> None:
    block, x = built(DENSE), torch.randn(1, 40, 4).double()
    y, state = block.chunk(x[:, :25], block.initial_state(1))
    z, state = block.step(x[:, 25], state)
    w, _ = block.chunk(x[:, 26:], state)
    found = torch.cat((y, z.unsqueeze(1), w), 1)
    torch.testing.assert_close(found, block(x), rtol=0, atol=1e-12)


@pytest.mark.parametrize(
    ("activation", "final_act"),
    [*itertools.product(get_args(Activation), get_args(FinalActivation))],
)
def test_all_parameters_learn(activation: Activation, final_act: FinalActivation) -> None:
    block = built(evolve(DENSE, activation=activation, final_act=final_act))
    block(torch.randn(2, 32, 4).double()).square().sum().backward()
    assert all(p.grad is not None and p.grad.abs().max() > 0 for p in block.parameters())


def test_the_future_does_not_reach_the_past() -> None:
    block, x = built(DENSE), torch.randn(1, 64, 4).double()
    changed = x.clone()
    changed[:, 40] += torch.randn(4)
    change = (block(changed) - block(x)).abs()
    assert change[:, :40].max() < 1e-8 * change.max()


@pytest.mark.parametrize("options", [DENSE, DIAGONAL], ids=["s4", "s4d"])
def test_both_ways_padding_reaches_nothing_before_it(options: S4Options | S4DOptions) -> None:
    block = built(evolve(options, bidirectional=True, channels=2))
    x, lengths = torch.randn(3, 24, 4).double(), torch.tensor([24, 17, 1])
    found = block(main=x, lengths=lengths)
    for row, length in enumerate(lengths.tolist()):
        alone = block(x[row : row + 1, :length])
        torch.testing.assert_close(found[row : row + 1, :length], alone, rtol=0, atol=1e-12)


def test_autocast_leaves_kernel_and_convolution_their_precision(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    block, x = built(DENSE).float(), torch.randn(2, 512, 4)
    monkeypatch.setattr(block, "_added", lambda y, main: main + y)
    expected = torch.autograd.grad(block(x).square().sum(), block.kernel.C)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        found = block(x)
        gradient = torch.autograd.grad(found.square().sum(), block.kernel.C)
    torch.testing.assert_close(found, block(x))
    torch.testing.assert_close(gradient, expected)


@pytest.mark.parametrize("recurrence", get_args(Recurrence))
def test_it_is_built_and_run_on_the_meta_device(recurrence: Recurrence) -> None:
    with torch.device("meta"):
        block = S4(S4Options(recurrence=recurrence), {"H": 4})
        assert block(torch.empty(2, 100, 4)).shape == (2, 100, 4)
        assert block.initial_state(3)[0].shape[:2] == (3, 4)
    assert {p.device.type for p in block.parameters()} == {"meta"}
