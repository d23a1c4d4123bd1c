"""Both kernels against the reference's, and how their parameters start."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
import torch
from attrs import evolve
from torch import Tensor

from graphnet_s4.flavour import Flavour
from graphnet_s4.modules.diagonal import DiagonalKernel
from graphnet_s4.modules.hippo import measure_modes
from graphnet_s4.modules.kernel import StateSpaceKernel
from graphnet_s4.modules.low_rank import LowRankKernel
from graphnet_s4.options import S4DOptions, S4Options

if TYPE_CHECKING:
    from conftest import Golden

S4 = S4Options(d_state=8, flavour="standalone")
S4D = S4DOptions(d_state=8, flavour="standalone")
DENSE = {
    "dplr_legs": S4,
    "dplr_legs_softplus_nssm1": S4Options(d_state=8, flavour="src"),
    "dplr_legt_rank2": evolve(S4, init="legt", rank=2),
    "dplr_fourier": evolve(S4, init="fourier"),
    "dplr_legs_ch2": evolve(S4, channels=2),
    "dplr_hippo_nssm2": evolve(S4, init="hippo", n_ssm=2),
    "dplr_legs_rank3": evolve(S4, rank=3),
    "dplr_detdt": evolve(S4, deterministic=True),
}
DIAGONAL = {
    "diag_lin_zoh": S4D,
    "diag_inv_zoh": evolve(S4D, init="inv"),
    "diag_legs_zoh": evolve(S4D, init="legs"),
    "diag_inv_zoh_softplus_nssm1": S4DOptions(d_state=8, flavour="src", init="inv"),
    "diag_lin_bilinear": evolve(S4D, discretization="bilinear"),
    "diag_legs_bilinear": evolve(S4D, init="legs", discretization="bilinear"),
    "diag_lin_zoh_untied_dt": evolve(S4D, dt_tie=False),
    "diag_lin_zoh_relu": evolve(S4D, real_transform="relu"),
    "diag_lin_zoh_dtfast": evolve(S4D, dt_fast=True),
    "diag_lin_zoh_bandlimit": evolve(S4D, bandlimit=0.5, dt_min=0.05, dt_max=0.5),
    "diag_lin_zoh_ch2": evolve(S4D, channels=2),
}
CASES: dict[str, S4Options | S4DOptions] = {**DENSE, **DIAGONAL}


def built(options: S4Options | S4DOptions, H: int = 4) -> StateSpaceKernel:
    if isinstance(options, S4Options):
        return LowRankKernel(options, H).double()
    return DiagonalKernel(options, H).double()


def loaded(
    tensors: dict[str, Tensor], options: S4Options | S4DOptions, **others: Tensor
) -> StateSpaceKernel:
    kernel = built(options)
    named = {k[6:]: v for k, v in tensors.items() if k.startswith("param/")} | others
    kernel.load_state_dict({k: v for k, v in named.items() if k != "l_kernel"})
    return kernel


def error(found: Tensor, expected: Tensor) -> float:
    return float((found - expected).abs().max() / expected.abs().max())


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("L", [63, 64, 1000])
@torch.no_grad()
def test_the_impulse_response_is_the_references(golden: Golden, case: str, L: int) -> None:
    tensors = golden("kernels", f"{case}/")
    assert error(loaded(tensors, CASES[case])(L), tensors[f"K{L}"]) < 1e-8


@pytest.mark.parametrize("case", DENSE)
@torch.no_grad()
def test_the_discretised_system_is_the_references(golden: Golden, case: str) -> None:
    """Theirs is on the modes and their conjugates, ours on the modes' real and imaginary parts."""
    tensors = golden("kernels", f"{case}/")
    kernel = loaded(tensors, DENSE[case])
    assert isinstance(kernel, LowRankKernel)
    system = kernel.system()
    dA, dB, C = (part.to(torch.complex128) for part in (system.dA, system.dB, system.C))
    one = torch.eye(4, dtype=torch.complex128)
    turn = torch.cat((torch.cat((one, 1j * one), 1), torch.cat((one, -1j * one), 1)))
    back = torch.linalg.inv(turn)
    found = (turn @ dA @ back, dB @ turn.T, C @ back)
    for part, name in zip(found, ("dA", "dB", "dC"), strict=True):
        assert error(part, torch.view_as_complex(tensors[name])) < 1e-8, name


@pytest.mark.parametrize("case", DIAGONAL)
@torch.no_grad()
def test_the_discretised_modes_are_the_references(golden: Golden, case: str) -> None:
    """Ours take an item as it is; what theirs multiply it with is part of the readout here."""
    tensors = golden("kernels", f"{case}/")
    kernel = loaded(tensors, DIAGONAL[case])
    assert isinstance(kernel, DiagonalKernel)
    x_HM, w_KHM = kernel.discretise()
    dA, dB, dC = (torch.view_as_complex(tensors[name]) for name in ("dA", "dB", "dC"))
    assert error(x_HM.exp(), dA) < 1e-8
    assert error(w_KHM, dB * dC) < 1e-8


@pytest.mark.parametrize("case", DENSE)
@torch.no_grad()
def test_out_of_the_references_c_as_of_64_items_comes_the_same(golden: Golden, case: str) -> None:
    tensors = golden("kernels", f"{case}/")
    options = evolve(DENSE[case], l_kernel=64)
    kernel = loaded(tensors, options, C=tensors["C_tilde_after_K64"])
    for L in (63, 64, 1000):  # below, at and above the length
        assert error(kernel(L), tensors[f"K{L}"]) < 1e-8


@torch.no_grad()
def test_a_parameter_doubled_by_the_reference_is_read_as_of_128_items(golden: Golden) -> None:
    doubled, tensors = golden("kernels", "dplr_doubling/"), golden("kernels", "dplr_legs/")
    kernel = loaded(tensors, evolve(S4, l_kernel=128), C=doubled["C_after"])
    assert error(kernel(100), doubled["K100_after_64"]) < 1e-8


@pytest.mark.parametrize(("L", "rate"), [(32, 2.0), (128, 0.5)])
@torch.no_grad()
def test_at_another_sample_rate_it_is_the_references(golden: Golden, L: int, rate: float) -> None:
    """The reference scales dt, and reads C as of as many seconds."""
    tensors = golden("kernels", "dplr_legs/")
    scaled = tensors["param/inv_dt"] + math.log(rate)
    options = evolve(S4, l_kernel=L)
    kernel = loaded(tensors, options, C=tensors["C_tilde_after_K64"], inv_dt=scaled)
    expected = golden("kernels", "dplr_rate/")[f"L{L}_rate{rate:g}"]
    assert error(kernel(L), expected) < 1e-8


@pytest.mark.parametrize("L", [63, 64, 1000])
@torch.no_grad()
def test_dss_is_the_references_but_for_its_rounding(golden: Golden, L: int) -> None:
    """The reference casts this kernel to float32, whatever its parameters are."""
    tensors = golden("kernels", "diag_lin_dss/")
    kernel = loaded(tensors, evolve(S4D, discretization="dss", l_kernel=L))
    assert error(kernel(L), tensors[f"K{L}"]) < 1e-7


@pytest.mark.parametrize("case", CASES)
def test_it_starts_as_the_reference_does(golden: Golden, case: str) -> None:
    tensors, fresh = golden("kernels", f"{case}/param/"), built(CASES[case])
    for name in ("A_real", "A_imag"):
        torch.testing.assert_close(getattr(fresh, name).data, tensors[name], rtol=1e-5, atol=2e-6)
    B, theirs = (torch.view_as_complex(b) for b in (fresh.B.data, tensors["B"]))
    torch.testing.assert_close(B.abs(), theirs.abs(), rtol=1e-4, atol=1e-6)
    assert {k: v.shape for k, v in fresh.state_dict().items()} == {
        k: v.shape for k, v in tensors.items() if k != "l_kernel"
    }


@pytest.mark.parametrize("flavour", ["src", "standalone"])
@pytest.mark.parametrize("dt_fast", [False, True])
def test_dt_starts_log_uniform_between_its_bounds(flavour: Flavour, *, dt_fast: bool) -> None:
    options = S4DOptions(d_state=2, flavour=flavour, dt_fast=dt_fast)
    dt = DiagonalKernel(options, 20000).double().dt().log()
    low, high = math.log(0.001), math.log(0.1)
    assert dt.min() > low - 1e-5
    assert dt.max() < high + 1e-5
    assert abs(dt.mean() - (low + high) / 2) < 0.05
    assert abs(dt.std() - (high - low) / math.sqrt(12)) < 0.05


@pytest.mark.parametrize("options", [S4, S4D], ids=["s4", "s4d"])
def test_a_deterministic_dt_lies_evenly_between_its_bounds(
    options: S4Options | S4DOptions,
) -> None:
    """The reference takes the exponential twice there: its dt lie between 1.001 and 1.105."""
    dt = built(evolve(options, deterministic=True), 5).dt().squeeze(-1)
    expected = torch.tensor([10**e for e in (-3.0, -2.5, -2.0, -1.5, -1.0)], dtype=torch.float64)
    torch.testing.assert_close(dt, expected, rtol=1e-6, atol=0)


def test_a_deterministic_c_reads_the_first_state_of_the_measure() -> None:
    """In the measure's own basis C is (1, 0, ..., 0): the response of LegS's first state."""
    kernel = LowRankKernel(S4Options(d_state=8, deterministic=True), 2).double()
    first = kernel.system()
    n = torch.arange(8.0, dtype=torch.float64)
    root = (2 * n + 1).sqrt()
    A = -(torch.outer(root, root)).tril(-1) - torch.diag(n + 1)
    for h, dt in enumerate(kernel.dt()):
        read = torch.linalg.solve(torch.eye(8) - dt / 2 * A, root)[0]  # B not clipped
        found = first.C[0, h] @ torch.linalg.solve(
            torch.eye(8) - dt / 2 * whole(kernel)[h], unclipped(kernel)
        )
        assert abs(found - read) < 1e-6 * abs(read)


def whole(kernel: LowRankKernel) -> Tensor:
    """A, from dA = (1 - dt A/2)^-1 (1 + dt A/2)."""
    dA, one = kernel.system().dA, torch.eye(8)
    A: Tensor = torch.linalg.solve(dA + one, dA - one) * (2 / kernel.dt()).unsqueeze(-1)
    return A


def unclipped(kernel: LowRankKernel) -> Tensor:
    B = torch.tensor(measure_modes("legs", 8, clip=None).B)
    return torch.cat((B.real, B.imag))


@pytest.mark.parametrize("options", [S4Options(), S4DOptions()], ids=["s4", "s4d"])
def test_c_starts_complex_normal(options: S4Options | S4DOptions) -> None:
    C = built(options, 2000).C
    assert abs(C.mean()) < 0.01
    assert abs(C[..., 0].var() - 0.5) < 0.02
    assert abs(C[..., 1].var() - 0.5) < 0.02


@pytest.mark.parametrize("options", [S4Options(), S4DOptions()], ids=["s4", "s4d"])
def test_no_parameter_is_complex(options: S4Options | S4DOptions) -> None:
    assert not any(p.is_complex() for p in built(options).parameters())


@pytest.mark.parametrize(
    ("options", "worst"), [(S4Options(), 1e-6), (S4DOptions(), 1e-6)], ids=["s4", "s4d"]
)
@torch.no_grad()
def test_float32_agrees_with_float64_at_full_length(
    options: S4Options | S4DOptions, worst: float
) -> None:
    kernel = built(options).float()
    single = kernel(16384).double()
    assert error(single, kernel.double()(16384)) < worst


@torch.no_grad()
def test_modes_above_half_the_band_limit_are_silent() -> None:
    """With dt = 0.1 the modes of S4D-Lin turn 0, 0.05, 0.1, ... times an item."""
    options = evolve(S4D, d_state=32, dt_min=0.1, dt_max=0.1, bandlimit=0.51)
    kernel = built(options)
    found = kernel(50)
    kernel.C[:, :, 6:] = 0.0  # 0.3 and more; 0.255 is the limit
    kernel.options = evolve(options, bandlimit=None)
    torch.testing.assert_close(kernel(50), found, rtol=1e-12, atol=0)
    assert kernel.C[:, :, 5].any()


def test_features_take_systems_in_turn() -> None:
    kernel = DiagonalKernel(S4DOptions(init="diag", n_ssm=2, d_state=8), 6).double()
    A = kernel.A()
    assert torch.equal(A[0], A[2])
    assert torch.equal(A[1], A[5])
    assert not torch.equal(A[0], A[1])


def test_systems_that_cannot_be_shared_evenly_are_refused() -> None:
    with pytest.raises(ValueError, match="not shared evenly by 4"):
        built(evolve(S4, n_ssm=3))
