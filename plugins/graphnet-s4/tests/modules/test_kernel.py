"""The kernel against the reference's, as an impulse response and as a step, and how it starts."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
import torch

from graphnet_s4.flavour import Flavour
from graphnet_s4.modules.kernel import DiagonalKernel
from graphnet_s4.options import S4DOptions

if TYPE_CHECKING:
    from conftest import Golden

CASES = {
    "diag_lin_zoh": S4DOptions(d_state=8, flavour="standalone", init="lin"),
    "diag_inv_zoh": S4DOptions(d_state=8, flavour="standalone", init="inv"),
    "diag_legs_zoh": S4DOptions(d_state=8, flavour="standalone", init="legs"),
    "diag_inv_zoh_softplus_nssm1": S4DOptions(d_state=8, flavour="src", init="inv"),
    "diag_lin_bilinear": S4DOptions(
        d_state=8, flavour="standalone", init="lin", discretization="bilinear"
    ),
    "diag_legs_bilinear": S4DOptions(
        d_state=8, flavour="standalone", init="legs", discretization="bilinear"
    ),
}


def loaded(tensors: dict[str, torch.Tensor], options: S4DOptions) -> DiagonalKernel:
    kernel = DiagonalKernel(options, 4).double()
    kernel.load_state_dict({k[6:]: v for k, v in tensors.items() if k.startswith("param/")})
    return kernel


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("L", [63, 64, 1000])
def test_the_impulse_response_is_the_references(golden: Golden, case: str, L: int) -> None:
    tensors = golden("kernels", f"{case}/")
    expected = tensors[f"K{L}"][0]
    error = (loaded(tensors, CASES[case])(L) - expected).abs().max()
    assert error < 1e-8 * expected.abs().max()


@pytest.mark.parametrize("case", CASES)
def test_the_step_is_the_references(golden: Golden, case: str) -> None:
    tensors = golden("kernels", f"{case}/")
    transition, readout = loaded(tensors, CASES[case]).recurrence()
    dA, dB, dC = (torch.view_as_complex(tensors[name]) for name in ("dA", "dB", "dC"))
    torch.testing.assert_close(torch.view_as_complex(transition), dA, rtol=1e-8, atol=1e-12)
    expected = 2 * (dB * dC[0]).conj()  # ours keeps B in the readout
    torch.testing.assert_close(torch.view_as_complex(readout), expected, rtol=1e-8, atol=1e-12)


@pytest.mark.parametrize("case", CASES)
def test_it_starts_as_the_reference_does(golden: Golden, case: str) -> None:
    tensors = golden("kernels", f"{case}/param/")
    fresh = DiagonalKernel(CASES[case], 4).double()
    for name in ("A_real", "A_imag"):
        torch.testing.assert_close(getattr(fresh, name).data, tensors[name], rtol=1e-5, atol=1e-7)
    torch.testing.assert_close(fresh.B.abs(), tensors["B"].abs(), rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("flavour", ["src", "standalone"])
def test_dt_starts_log_uniform_between_its_bounds(flavour: Flavour) -> None:
    options = S4DOptions(d_state=2, flavour=flavour, dt_min=0.001, dt_max=0.1)
    dt = DiagonalKernel(options, 20000).double()._dt().log()
    low, high = math.log(0.001), math.log(0.1)
    assert dt.min() > low - 1e-5
    assert dt.max() < high + 1e-5
    assert abs(dt.mean() - (low + high) / 2) < 0.05
    assert abs(dt.std() - (high - low) / math.sqrt(12)) < 0.05


def test_c_starts_complex_normal() -> None:
    C = DiagonalKernel(S4DOptions(d_state=64), 2000).C
    assert abs(C.mean()) < 0.01
    assert abs(C[..., 0].var() - 0.5) < 0.02
    assert abs(C[..., 1].var() - 0.5) < 0.02


def test_no_parameter_is_complex() -> None:
    assert not any(p.is_complex() for p in DiagonalKernel(S4DOptions(), 4).parameters())


def test_float32_agrees_with_float64_at_full_length() -> None:
    kernel = DiagonalKernel(S4DOptions(d_state=64), 4)
    single = kernel(16384).double()
    double = kernel.double()(16384)
    assert (single - double).abs().max() < 1e-6 * double.abs().max()
