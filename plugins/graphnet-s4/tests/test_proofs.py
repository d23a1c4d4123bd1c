"""`graphnet verify` proves both kinds of block, with options of every sort."""

from __future__ import annotations

import pytest

from graphnet.testing import verify_text
from graphnet.verify.check import Verdict

SPEC = """\
format = 1
name = "block"
requires = ["graphnet-audio", "graphnet-s4"]

[sizes]
bits = 6
T = "any"

[source]
use = "audio.files"
contract = "-> int64 (B, T, 1) in [0, 2**bits)"
options = { sample_rate = 16000, quantization = "linear" }

[stages.encoder]
use = "embedding"
sizes = { n = "2**bits", H = 6 }

[stages.block]
use = "USE"
options = { OPTIONS }

[stages.head]
use = "categorical"
sizes = { C = "2**bits" }

[objective]
use = "cross-entropy"
predict = "next"
"""


@pytest.mark.parametrize(
    ("use", "options"),
    [
        ("s4.s4", "d_state = 8"),
        ("s4.s4", 'd_state = 8, init = "legt", rank = 2, l_kernel = 64, recurrence = "linear"'),
        ("s4.s4", 'd_state = 8, recurrence = "diagonal", channels = 2, n_ssm = 3, lr = 0.01'),
        ("s4.s4d", 'd_state = 8, discretization = "dss", l_kernel = 32, final_act = "gelu"'),
        ("s4.s4d", 'd_state = 8, init = "diag", n_ssm = 2, dt_tie = false, final_act = "none"'),
    ],
)
def test_a_block_keeps_what_it_declares(use: str, options: str) -> None:
    report = verify_text(SPEC.replace("USE", use).replace("OPTIONS", options))
    assert report.diagnostics == ()
    block = next(proof for proof in report.proofs if proof.who.path == "block")
    verdicts = {check.name: check.verdict for check in block.checks}
    for name in ("shapes", "export", "causality", "step", "chunk", "gradients", "options"):
        assert verdicts[name] is Verdict.OK, name
