"""Codes become the numbers they stand for, and a model of 24-bit codes learns without a table."""

from __future__ import annotations

import os

import numpy as np
import pytest
import torch

from graphnet.graph import plan_spec
from graphnet.plugin import NoOptions
from graphnet.registry import find_plugins
from graphnet.spec.load import spec_from_text
from graphnet.testing import verify_text
from graphnet.text import SourceText
from graphnet_audio.amplitudes import Amplitudes
from graphnet_audio.quantization import samples_of

SPEC = """
format = 1
name   = "deep"

[sizes]
bits = 24

[source]
use      = "audio.files"
contract = "-> int64 (B, L, 1) in [0, 2**bits)"
options  = { depth = "24-bit" }

[stages.amplitude]
use = "audio.amplitude"

[stages.encoder]
use     = "linear"
options = { takes = "channels", gives = "features" }
sizes   = { d_output = 4 }

[stages.head]
use   = "mixture-logistic"
sizes = { n_mixtures = 2 }

[objective]
use     = "mixture-nll"
predict = "next"
options = { log_scale_min = -18.0 }
"""


@pytest.mark.parametrize("bits", [1, 8, 16, 24])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_a_code_is_the_centre_of_its_bin(bits: int, dtype: torch.dtype) -> None:
    module = Amplitudes(NoOptions(), {"n": 2**bits}).to(dtype)
    codes = np.unique(np.linspace(0, 2**bits - 1, 5_000).astype(np.int64))
    found = module(torch.from_numpy(codes))
    assert found.dtype == dtype
    wanted = samples_of(codes, "linear", bits)
    np.testing.assert_allclose(found, wanted, rtol=0, atol=2**-25 if dtype == torch.float32 else 0)
    assert float(found.abs().max()) <= 1


def test_it_learns_nothing_and_keeps_nothing() -> None:
    assert not Amplitudes(NoOptions(), {"n": 256}).state_dict()


def test_it_keeps_what_it_declares_and_24_bits_are_planned() -> None:
    """At 12 bits the objective's law is proved over all codes at once in little time."""
    report = verify_text(SPEC.replace("bits = 24", "bits = 12"))
    assert report.diagnostics == ()
    assert "amplitude" in {proof.who.path for proof in report.proofs}
    spec, problems = spec_from_text(SourceText("deep.toml", SPEC))
    assert spec is not None, problems
    plan, problems = plan_spec(spec, find_plugins(os.environ))
    assert plan is not None, [d.message for d in problems]
    assert plan.objective is not None
    assert plan.objective.sizes["n"] == 2**24
