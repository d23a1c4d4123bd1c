"""Positions that were picked are told from those that go on with the source."""

from __future__ import annotations

import pytest

from graphnet.graph.plan import Plan
from graphnet.runtime.real_positions import keeps_own_count, predicts_own_count
from tests.pipeline.clips import planned

TEXT = """
format = 1
name   = "counts"

[source]
use     = "test.clips"
options = {{ floats = true }}
contract = "-> float (B, {length}, 1) in [-1, 1]"

[stages.encoder]
use     = "linear"
options = {{ takes = "channels", gives = "channels" }}

[stages.decoder]
use     = "sequence"
options = {{ {decoder} }}

[stages.answer]
use     = "sequence"
options = {{ {decoder} }}
input   = "source"

[objective]
use        = "squared-error"
predict    = "same"
prediction = "decoder"
target     = "answer"
"""


def plan_of(decoder: str, length: str = "L") -> Plan:
    return planned(TEXT.format(decoder=decoder, length=length))[1]


@pytest.mark.parametrize("length", ["L", "8"])
def test_a_few_that_were_picked_are_so_many_whatever_the_source_has(length: str) -> None:
    assert predicts_own_count(plan_of('mode = "last", l_output = 3', length))


@pytest.mark.parametrize("length", ["L", "8"])
@pytest.mark.parametrize("decoder", ['mode = "full"', 'mode = "pool"'])
def test_all_of_them_or_none_are_not(decoder: str, length: str) -> None:
    assert not predicts_own_count(plan_of(decoder, length))


def test_each_port_counts_by_itself() -> None:
    plan = plan_of('mode = "last", l_output = 3')
    kept = {
        stage.path: keeps_own_count(plan, stage.path, stage.gives["main"])
        for stage in plan.stages[:-1]
    }
    assert kept == {"source": False, "encoder": False, "decoder": True, "answer": True}
