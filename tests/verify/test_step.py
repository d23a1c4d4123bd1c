"""Stepping against the whole sequence, item by item and block by block."""

from __future__ import annotations

import torch
from torch import Tensor

from graphnet.verify.bench import Bench, build
from graphnet.verify.check import Verdict
from graphnet.verify.step import check_step
from tests.toys import BASE
from tests.verify.liars import Recurrence, State
from tests.verify.proving import stage_text
from tests.verify.test_bench import bench
from tests.verify.test_names import subject


class Drifts(Recurrence):
    """Right for ten items, then not: it steps with a weight rounded to float32."""

    def step(self, main: Tensor, state: State) -> tuple[Tensor, State]:
        total = state[0] + main
        return torch.tanh(self.weight.float().double() * total), (total,)


def on(module: Recurrence) -> Bench:
    return Bench(subject(stage_text("recurrence"), "probed"), module)


def test_a_step_that_is_the_whole_sequence_s_passes_at_both_batches() -> None:
    assert check_step(bench("recurrence")).verdict is Verdict.OK


def test_rounding_of_float32_in_a_step_alone_is_found() -> None:
    module = Drifts(None, {"H": 4})
    (finding,) = check_step(on(module)).findings
    assert finding.rule.code == "GN704"
    assert "at item 0" in finding.message


def test_a_squeeze_is_found_at_a_batch_of_one_although_two_would_pass() -> None:
    (finding,) = check_step(bench("squeezes-batch")).findings
    assert finding.point["B"] == 1
    assert finding.expected.startswith("(1, 4)")


def test_a_stage_without_step_is_not_stepped() -> None:
    assert check_step(bench("reshapes")).verdict is Verdict.NOTHING


def test_a_stage_that_declares_no_state_says_that_it_was_not_compared() -> None:
    found = subject(BASE, "net.sum")
    built, problems = build(found)
    assert built is not None, problems
    assert check_step(built).unverified == "no state is declared to compare with"
