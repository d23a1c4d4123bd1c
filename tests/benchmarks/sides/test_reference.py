"""The adapter takes classes from the path it is given, and parameters by what they ask for."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import torch
from torch import nn

from tests.benchmarks.sides.reference import attribute, groups


def test_a_class_comes_from_the_path_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", list(sys.path))
    room = tmp_path / "a_checkout"
    room.mkdir()
    (room / "there.py").write_text("class Model: pass\n", encoding="utf-8")
    found = attribute({"reference": str(tmp_path)}, "a_checkout.there", "Model")
    assert found.__module__ == "a_checkout.there"


def test_parameters_that_ask_for_a_rate_have_it() -> None:
    module = nn.Linear(2, 3)
    module.bias._optim = {"lr": 0.001, "weight_decay": 0.0}  # type: ignore[attr-defined]
    plain, slow = groups(module)
    assert (plain["params"], slow["params"]) == ([module.weight], [module.bias])
    optimizer = torch.optim.AdamW([plain, slow], lr=0.004, weight_decay=0.1)
    asked = [(group["lr"], group["weight_decay"]) for group in optimizer.param_groups]
    assert asked == [(0.004, 0.1), (0.001, 0.0)]
