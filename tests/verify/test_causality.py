"""What moves and may not: clear leaks, faint ones, and those that may be rounding."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from graphnet.verify.bench import Bench
from graphnet.verify.causality import check_causality, probe_point
from graphnet.verify.check import Verdict
from tests.toys import BASE
from tests.verify.proving import stage_text
from tests.verify.test_bench import bench
from tests.verify.test_names import subject


class Leak(nn.Module):
    """Lets a little of the next item through, in float32 or float64."""

    def __init__(self, amount: float, dtype: torch.dtype) -> None:
        super().__init__()
        self.amount, self.dtype = amount, dtype

    def forward(self, main: Tensor) -> Tensor:
        inner = main.to(self.dtype)
        ahead = torch.cat((inner[:, 1:], inner[:, :1] * 0), 1)
        return (inner + self.amount * ahead).to(main.dtype)


class FromTheEnd(nn.Module):
    """Only the first item sees only the last one: far apart, and small."""

    def forward(self, main: Tensor) -> Tensor:
        return torch.cat((main[:, :1] + 1e-6 * main[:, -1:], main[:, 1:]), 1)


def verdict(module: nn.Module) -> Verdict:
    return check_causality(Bench(subject(stage_text("by-transform"), "probed"), module)).verdict


def test_a_leak_of_a_millionth_is_found_in_float64() -> None:
    assert verdict(Leak(1e-6, torch.float64)) is Verdict.FAILED
    assert verdict(Leak(0.0, torch.float64)) is Verdict.OK


def test_what_may_be_rounding_of_float32_is_unverified_and_what_cannot_be_is_found() -> None:
    assert verdict(Leak(5e-4, torch.float32)) is Verdict.UNVERIFIED
    assert verdict(Leak(1e-1, torch.float32)) is Verdict.FAILED
    assert verdict(Leak(0.0, torch.float32)) is Verdict.OK


def test_the_last_item_is_among_those_changed() -> None:
    assert verdict(FromTheEnd()) is Verdict.FAILED


def test_pools_and_their_delays_are_held_to_their_blocks() -> None:
    for path in ("net.down", "net.up", "net.late", "net.join", "head"):
        found = subject(BASE, path)
        assert probe_point(found) is not None
    assert check_causality(bench("recurrence")).verdict is Verdict.OK


def test_a_stage_that_promises_nothing_is_not_probed() -> None:
    assert check_causality(bench("one-too-long")).verdict is Verdict.NOTHING


def test_a_centred_kernel_says_which_item_saw_which() -> None:
    (finding,) = check_causality(bench("not-causal")).findings
    assert finding.expected == "item 0 depends on nothing after item 0"
