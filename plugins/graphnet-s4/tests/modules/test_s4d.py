"""One S4D block: against the reference's, forward against step, and causality."""

from __future__ import annotations

from typing import Literal, TypedDict, Unpack, get_args

import pytest
import torch
from torch import nn

from graphnet_s4.flavour import Flavour
from graphnet_s4.inits import DiagonalInit as Init
from graphnet_s4.modules.s4d import S4D
from graphnet_s4.options import Discretization, S4DOptions


class Options(TypedDict, total=False):
    """What tests set of a block's options."""

    dropout: float
    flavour: Flavour
    init: Init
    discretization: Discretization
    bidirectional: bool
    n_ssm: int | Literal["H"]


def block(**options: Unpack[Options]) -> S4D:
    return S4D(S4DOptions(d_state=8, **options), {"H": 4}).double().eval()


def test_both_ways_every_item_reaches_every_other() -> None:
    ours, x = block(bidirectional=True), torch.randn(1, 24, 4).double()
    changed = x.clone()
    changed[:, 10] += torch.randn(4)
    change = (ours(changed) - ours(x)).abs().amax(dim=(0, 2))
    assert change.min() > 1e-9


def test_both_ways_padding_reaches_nothing_before_it() -> None:
    ours, x = block(bidirectional=True), torch.randn(3, 24, 4).double()
    lengths = torch.tensor([24, 17, 1])
    found = ours(main=x, lengths=lengths)
    for row, length in enumerate(lengths.tolist()):
        alone = ours(x[row : row + 1, :length])
        torch.testing.assert_close(found[row : row + 1, :length], alone, rtol=0, atol=1e-12)


@pytest.mark.parametrize("flavour", ["src", "standalone"])
@pytest.mark.parametrize("discretization", get_args(Discretization))
@pytest.mark.parametrize("init", get_args(Init))
def test_step_is_forward(flavour: Flavour, discretization: Discretization, init: Init) -> None:
    ours = block(flavour=flavour, discretization=discretization, init=init, n_ssm=4)
    x = torch.randn(2, 100, 4).double()
    with torch.no_grad():
        expected, state, found = ours(x), ours.initial_state(2), []
        for u in x.unbind(1):
            y, state = ours.step(u, state)
            found.append(y)
    torch.testing.assert_close(torch.stack(found, 1), expected, rtol=0, atol=1e-12)


def test_the_state_is_closed_under_step_and_carries_the_discretised_system() -> None:
    ours = block()
    before = ours.initial_state(3)
    _, after = ours.step(torch.randn(3, 4).double(), before)
    assert [t.shape for t in after] == [t.shape for t in before]
    assert [t.dtype for t in after] == [t.dtype for t in before]
    assert after[1] is before[1]
    assert after[2] is before[2]


def test_the_future_does_not_reach_the_past() -> None:
    ours, x = block(), torch.randn(1, 64, 4).double()
    changed = x.clone()
    changed[:, 40] += torch.randn(4)
    change = (ours(changed) - ours(x)).abs()
    assert change[:, :40].max() < 1e-8 * change.max()


@pytest.mark.parametrize("bidirectional", [False, True])
def test_all_parameters_learn(bidirectional: bool) -> None:
    ours = block(init="inv", bidirectional=bidirectional)
    ours(torch.randn(2, 32, 4).double()).square().sum().backward()
    assert all(p.grad is not None and p.grad.abs().max() > 0 for p in ours.parameters())


@pytest.mark.parametrize("bidirectional", [False, True])
def test_gradients_are_right_to_the_last_parameter(bidirectional: bool) -> None:
    ours, x = block(bidirectional=bidirectional), torch.randn(2, 12, 4).double()
    names, values = zip(*ours.named_parameters(), strict=True)

    def loss(*given: torch.Tensor) -> torch.Tensor:
        parameters = dict(zip(names, given, strict=True))
        found: torch.Tensor = torch.func.functional_call(ours, parameters, (x,))
        return found

    assert torch.autograd.gradcheck(loss, tuple(v.detach().requires_grad_() for v in values))


def test_dropout_acts_in_training_only_and_at_the_end_only_in_one_flavour() -> None:
    x = torch.randn(2, 16, 4).double()
    cases: tuple[tuple[Flavour, bool], ...] = (("src", False), ("standalone", True))
    for flavour, has_end in cases:
        ours = block(flavour=flavour, dropout=0.5)
        assert isinstance(ours.residual_dropout, nn.Dropout) is has_end
        assert torch.equal(ours(x), ours(x))
        ours.train()
        assert not torch.equal(ours(x), ours(x))


def test_autocast_leaves_kernel_and_convolution_their_precision(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ours, x = S4D(S4DOptions(d_state=8), {"H": 4}), torch.randn(2, 512, 4)
    monkeypatch.setattr(ours, "_added", lambda y, main: main + y)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        found = ours(x)
    torch.testing.assert_close(found, ours(x))


@pytest.mark.parametrize("bidirectional", [False, True])
def test_it_is_built_and_run_on_the_meta_device(bidirectional: bool) -> None:
    with torch.device("meta"):
        ours = S4D(S4DOptions(init="legs", bidirectional=bidirectional), {"H": 4})
        assert ours(torch.empty(2, 100, 4)).shape == (2, 100, 4)
    assert {p.device.type for p in ours.parameters()} == {"meta"}
