"""Lengths of commands are put into the plan, and shorter ones are found that it can take."""

from __future__ import annotations

import subprocess
import sys

from graphnet.runtime.lengths import bind_lengths, fitting
from tests.runtime.tiny import tiny_plan


def test_a_length_gives_items() -> None:
    lengths, problems = bind_lengths(tiny_plan(), {"L": 12}, "train")
    assert not problems
    assert lengths is not None
    assert lengths.items == 12


def test_padding_goes_to_the_next_length_the_plan_can_take() -> None:
    lengths, _ = bind_lengths(tiny_plan(), {"L": 12}, "train")
    assert lengths is not None
    assert [lengths.padded(n) for n in range(1, 13)] == [4] * 4 + [8] * 4 + [12] * 4


def test_the_nearest_length_that_fits_is_found_both_ways() -> None:
    plan = tiny_plan()
    assert [fitting(plan, 9, upwards=up) for up in (True, False)] == [12, 8]
    assert fitting(plan, 3, upwards=False) is None


def test_wrong_missing_and_unfitting_lengths_are_refused() -> None:
    plan = tiny_plan()
    assert [d.rule.code for d in bind_lengths(plan, {}, "train")[1]] == ["GN1002"]
    assert "GN1002" in [d.rule.code for d in bind_lengths(plan, {"T": 8}, "train")[1]]
    assert [d.rule.code for d in bind_lengths(plan, {"L": 9}, "train")[1]] == ["GN308"]


def test_binding_lengths_needs_no_torch() -> None:
    code = "import sys, graphnet.runtime.lengths; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
