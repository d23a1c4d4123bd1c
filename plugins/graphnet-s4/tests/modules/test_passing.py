"""State passing against transforms and steps: outputs, states, gradients, what is kept."""

from __future__ import annotations

from itertools import pairwise

import pytest
import torch
from attrs import evolve
from torch import Tensor

from graphnet_s4.modules import pieces
from graphnet_s4.modules.block import StateSpaceBlock
from graphnet_s4.modules.passing import Passage, pass_through
from graphnet_s4.modules.s4 import S4
from graphnet_s4.modules.s4d import S4D
from graphnet_s4.options import Convolution, S4DOptions, S4Options

OPTIONS: list[S4Options | S4DOptions] = [
    S4Options(d_state=8),
    S4Options(d_state=8, init="legt", l_kernel=50, channels=2, recurrence="linear"),
    S4Options(d_state=8, init="hippo", n_ssm=2, activation="glu", recurrence="diagonal"),
    S4DOptions(d_state=8),
    S4DOptions(d_state=8, discretization="dss", l_kernel=50, activation="glu"),
    S4DOptions(d_state=8, dt_tie=False, bandlimit=0.4, real_transform="relu", channels=2),
]


def built(options: S4Options | S4DOptions, way: Convolution, H: int = 4) -> StateSpaceBlock:
    torch.manual_seed(1)
    options = evolve(options, convolution=way)
    block = S4(options, {"H": H}) if isinstance(options, S4Options) else S4D(options, {"H": H})
    return block.double()


def both(options: S4Options | S4DOptions) -> tuple[StateSpaceBlock, StateSpaceBlock]:
    return built(options, "passing"), built(options, "fft")


@pytest.mark.parametrize("options", OPTIONS)
@pytest.mark.parametrize("L", [1, 2, 15, 16, 33, 100])
def test_outputs_and_gradients_are_those_of_transforms(
    options: S4Options | S4DOptions, L: int
) -> None:
    x, g = torch.randn(3, L, 4).double().requires_grad_(), torch.randn(3, L, 4).double()
    found, expected = (
        (y, *torch.autograd.grad(y, (x, *block.parameters()), g))
        for block in both(options)
        for y in (block(x),)
    )
    for one, other in zip(found, expected, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-9, atol=1e-10)


@pytest.mark.parametrize("at_once", [1, 300, 1 << 18])
@pytest.mark.parametrize("options", [OPTIONS[1], OPTIONS[5]], ids=["s4", "s4d"])
def test_pieces_change_nothing(
    options: S4Options | S4DOptions, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    passing, plain = both(options)
    x = torch.randn(3, 90, 4).double().requires_grad_()
    expected = torch.autograd.grad(plain(x).square().sum(), (x, *plain.parameters()))
    monkeypatch.setattr(pieces, "AT_ONCE", at_once)
    found = torch.autograd.grad(passing(x).square().sum(), (x, *passing.parameters()))
    torch.testing.assert_close(found, expected, rtol=1e-8, atol=1e-9)


@pytest.mark.parametrize("options", OPTIONS)
@torch.no_grad()
def test_chunks_leave_the_states_of_the_plain_way(options: S4Options | S4DOptions) -> None:
    passing, plain = both(options)
    x = torch.randn(2, 150, 4).double()
    state, other = passing.initial_state(2), plain.initial_state(2)
    for part in torch.split(x, [1, 40, 16, 93], 1):
        (y, state), (z, other) = passing.chunk(part, state), plain.chunk(part, other)
        torch.testing.assert_close(y, z, rtol=0, atol=1e-10)
        torch.testing.assert_close(state[0], other[0], rtol=1e-7, atol=1e-10)


@pytest.mark.parametrize("kind", ["modes", "matrix"])
def test_gradients_are_right_for_every_factor_and_state(kind: str) -> None:
    B, L, H, K, T, Q = 2, 7, 2, 2, 2, 4
    moved = torch.randn(H, Q // 2, dtype=torch.complex128) / 2
    moved = moved if kind == "modes" else torch.randn(H, Q, Q).double() / 4
    factors = (torch.randn(H, T, Q), torch.randn(K, H, T, Q), torch.randn(K, H, T))
    every = (torch.randn(B, L, H), torch.randn(B, H, Q), *factors)
    given = tuple(t.double().requires_grad_() for t in every)
    rests = moved.clone().requires_grad_(), torch.randn_like(moved).requires_grad_()

    def through(u: Tensor, state: Tensor, *factors: Tensor) -> tuple[Tensor, Tensor]:
        return pass_through(u, Passage(*factors), state)

    assert torch.autograd.gradcheck(through, (*given, *rests))


@torch.no_grad()
def test_float32_is_as_near_to_float64_as_transforms_are() -> None:
    for options in (S4Options(), S4DOptions()):
        plain = built(options, "fft", 8)
        u = torch.randn(1, 8192, 8)
        expected = plain.convolved(u.double())
        error = built(options, "passing", 8).float().convolved(u) - expected
        assert error.abs().max() < 5e-7 * expected.abs().max()


def test_the_backward_pass_keeps_the_input_and_little_else() -> None:
    block, kept = built(S4DOptions(), "passing", 16).float(), {}

    def keep(tensor: Tensor) -> Tensor:
        kept[tensor.data_ptr()] = tensor.numel()
        return tensor

    u = torch.randn(1, 32768, 16, requires_grad=True)
    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        block.convolved(u)
    assert kept.pop(u.data_ptr()) == u.numel()
    assert sum(kept.values()) < u.numel()


@pytest.mark.parametrize("options", [OPTIONS[0], OPTIONS[3]], ids=["s4", "s4d"])
@torch.no_grad()
def test_chunks_of_a_length_make_their_factors_once(
    options: S4Options | S4DOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    block, calls = built(options, "auto"), []
    make = block.kernel.passage

    def counted(L: int, T: int, *, is_state_wanted: bool = True) -> Passage:
        calls.append(L)
        return make(L, T, is_state_wanted=is_state_wanted)

    monkeypatch.setattr(block.kernel, "passage", counted)
    x, state, found = torch.randn(1, 250, 4).double(), block.initial_state(1), []
    for begin, end in pairwise(range(0, 251, 50)):
        y, state = block.chunk(x[:, begin:end], state)
        found.append(y)
    assert calls == [50]
    torch.testing.assert_close(torch.cat(found, 1), built(options, "fft")(x), rtol=0, atol=1e-10)


def test_a_block_that_looks_ahead_does_not_pass_states_on() -> None:
    with pytest.raises(ValueError, match="'convolution' cannot be \"passing\""):
        S4DOptions(bidirectional=True, convolution="passing")


@pytest.mark.parametrize("options", [S4Options(d_state=8), S4DOptions(d_state=8)])
def test_autocast_leaves_state_passing_its_precision(options: S4Options | S4DOptions) -> None:
    block, x = built(options, "passing").float(), torch.randn(2, 512, 4)

    def results() -> tuple[Tensor, ...]:
        y = block.convolved(x)
        return y, *torch.autograd.grad(y.square().sum(), (block.kernel.C, block.kernel.inv_dt))

    expected = results()
    with torch.autocast("cpu", dtype=torch.bfloat16):
        found = results()
    torch.testing.assert_close(found, expected)
