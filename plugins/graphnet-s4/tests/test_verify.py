"""Every backbone keeps what its stages declare: the proofs of `graphnet verify`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graphnet.testing import verify_text
from graphnet.verify.check import Verdict

if TYPE_CHECKING:
    from conftest import Written

    from graphnet.registry import Registry

SPECS = [
    ("sashimi", 'pool = [2], layer = "s4", l_kernel = 12, pool_activation = "gelu"'),
    ("unet", 'pool = [3], layer = "s4", flavour = "standalone"'),
    ("unet", "pool = [2]"),
    ("isotropic", "ff = 2, residual_dropout = 0.1"),
    ("isotropic", 'layer = "s4", bidirectional = true'),
]


@pytest.mark.parametrize(("use", "options"), SPECS)
def test_what_a_backbone_declares_is_true(
    written: Written, registry: Registry, use: str, options: str
) -> None:
    text = written(f"n_layers = 1, d_state = 4, {options}", bits=3, d_model=4, use=use)
    report = verify_text(text, registry)
    assert [d.message for d in report.diagnostics] == []
    assert report.count(Verdict.OK) > 40
