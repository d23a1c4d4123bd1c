"""One call of a module: what it is handed, what it may return, and what is refused."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
import torch
from torch import Tensor

from graphnet.build.call import call_stage, laid_flat
from graphnet.graph.plan import PlannedStage
from tests.record_toys import RECORDS, record_plan

ONES, TWOS = torch.ones(2, 3), torch.full((2, 3), 2.0)


def stage(path: str) -> PlannedStage:
    return record_plan().by_path[path]


def test_a_record_is_one_argument_and_one_result() -> None:
    seen: dict[str, object] = {}

    def forward(**ports: object) -> Mapping[str, Tensor]:
        seen.update(ports)
        return {"means": TWOS, "weights": ONES}

    given = call_stage(stage("head"), forward, {"main": ONES})
    assert given == {"main.means": TWOS, "main.weights": ONES}
    assert seen == {"main": ONES}


def test_the_fields_of_a_record_come_together() -> None:
    seen: dict[str, object] = {}

    def forward(**ports: object) -> Tensor:
        seen.update(ports)
        return ONES

    inputs = {"main.means": ONES, "target": TWOS, "main.weights": TWOS}
    call_stage(stage("objective"), forward, inputs)
    assert seen == {"main": {"means": ONES, "weights": TWOS}, "target": TWOS}


def test_a_mapped_stage_is_called_once_for_each_field() -> None:
    calls: list[dict[str, Tensor]] = []

    def forward(**ports: Tensor) -> Tensor:
        calls.append(ports)
        return ports["main"] + 1

    inputs = {"main.weights": ONES, "lengths": TWOS, "main.means": TWOS}
    given = call_stage(stage("decoder"), forward, inputs)
    assert calls == [{"main": ONES, "lengths": TWOS}, {"main": TWOS, "lengths": TWOS}]
    assert torch.equal(given["main.means"], TWOS + 1)


@pytest.mark.parametrize(
    ("path", "given", "found"),
    [
        ("head", {"means": ONES}, "returns `main.means`"),
        ("head", ONES, "returns `main`"),
        ("head", {"means": ONES, "weights": ONES, "more": ONES}, "`main.more`"),
        ("decoder", {"means": ONES}, "returns none"),
        ("objective", {"nats": ONES}, "declares `main` and returns `nats`"),
    ],
)
def test_what_is_not_declared_is_refused_by_the_stages_name(
    path: str, given: Tensor | Mapping[str, Tensor], found: str
) -> None:
    with pytest.raises(TypeError, match=f"`{path}`.*{found}"):
        call_stage(stage(path), lambda **_: given, {"main.weights": ONES, "main.means": ONES})


def test_several_outputs_come_back_by_name_and_may_be_records() -> None:
    text = RECORDS.replace("[stages.head]", '[stages.two]\nuse = "two"\n\n[stages.head]')
    two = record_plan(text).by_path["two"]
    given = call_stage(
        two, lambda **_: {"main": ONES, "side": {"low": ONES, "high": TWOS}}, {"main": ONES}
    )
    assert given == {"main": ONES, "side.low": ONES, "side.high": TWOS}


def test_what_a_source_gives_may_be_a_record() -> None:
    flat = laid_flat({"main": {"left": ONES, "right": TWOS}, "label": ONES})
    assert flat == {"main.left": ONES, "main.right": TWOS, "label": ONES}
