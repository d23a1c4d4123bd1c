"""Chunks against the whole sequence, cut at random, with steps between."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from graphnet.verify.bench import Bench, build
from graphnet.verify.check import Verdict
from graphnet.verify.chunk import check_chunk
from tests.build.test_stepping import stages
from tests.verify.liars import Chunks, State
from tests.verify.proving import stage_text
from tests.verify.test_bench import bench
from tests.verify.test_names import subject


class OverlapsOnce(Chunks):
    """Right from the start on, wrong only where a chunk of three follows another state."""

    def chunk(self, main: Tensor, state: State) -> tuple[Tensor, State]:
        given, after = super().chunk(main, state)
        if main.shape[1] == 3 and bool(state[0].abs().sum() > 0):
            given = torch.cat([given[:, :1], given[:, :1], given[:, 2:]], dim=1)
        return given, after


def test_honest_chunks_pass() -> None:
    found = check_chunk(bench("chunks"))
    assert found.verdict is Verdict.OK
    assert found.findings == ()


def test_a_stage_that_only_steps_has_nothing_to_prove() -> None:
    assert check_chunk(bench("recurrence")).verdict is Verdict.NOTHING
    assert check_chunk(bench("reshapes")).verdict is Verdict.NOTHING


def test_a_mistake_at_one_length_of_chunk_is_found() -> None:
    module = OverlapsOnce(None, {"H": 4})
    (finding,) = check_chunk(Bench(subject(stage_text("chunks"), "probed"), module)).findings
    assert finding.rule.code == "GN704"
    assert "from a chunk than from the whole sequence" in finding.message


@pytest.mark.parametrize(
    ("lie", "said"),
    [
        ("chunks-anew", "after a chunk of item 0, a chunk of item 1"),
        ("chunks-without-end", "after a chunk of item 0, a chunk of item 1"),
        ("chunks-lose-one", "(1, 4)"),
        ("chunks-long", "fewer items than the kernel has taps at a chunk of item 0"),
    ],
)
def test_a_finding_says_by_which_way_it_came(lie: str, said: str) -> None:
    (finding,) = check_chunk(bench(lie)).findings
    assert said in finding.found


def test_a_state_changed_in_place_is_named() -> None:
    (finding,) = check_chunk(bench("chunks-in-place")).findings
    assert "a chunk changes the state it is given in place" in finding.message


def test_a_toy_without_declared_state_is_chunked_too() -> None:
    found = subject(stages('use = "fast-sum"'), "s0")
    built, problems = build(found)
    assert built is not None, problems
    assert check_chunk(built).verdict is Verdict.OK
