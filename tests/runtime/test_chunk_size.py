"""Chunks are as long as the widest stage and the batch allow."""

from __future__ import annotations

import pytest

from graphnet.runtime import chunk_size
from graphnet.runtime.chunk_size import items_at_a_time
from tests.build.test_stepping import stages
from tests.runtime.tiny import VALUES, tiny_plan
from tests.toys import toy_plan


def test_the_widest_stage_and_the_batch_decide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunk_size, "NUMBERS", VALUES * 60)
    assert items_at_a_time(tiny_plan(), 1) == 60
    assert items_at_a_time(tiny_plan(), 4) == 15
    assert items_at_a_time(tiny_plan(), 1000) == 1
    assert items_at_a_time(tiny_plan(), 1, {"encoder"}) == VALUES * 60 // 6


def test_a_slower_stage_counts_by_its_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunk_size, "NUMBERS", 12 * 60)
    plan = toy_plan(stages('use = "net"\noptions = { by = 4 }'))
    assert plan.by_path["s0.down"].rate == 1 / 4
    assert items_at_a_time(plan, 1) == 60


def test_there_is_a_longest_chunk() -> None:
    assert items_at_a_time(tiny_plan(), 1) == chunk_size.MOST_ITEMS
