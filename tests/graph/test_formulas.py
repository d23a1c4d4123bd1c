"""Formulas are worked out once for stages alike, and never borrowed by stages unlike."""

from __future__ import annotations

import pytest

from graphnet.contract.lower import Scope
from graphnet.contract.polynomial import render
from graphnet.contract.syntax import Dim
from graphnet.graph import formulas
from graphnet.graph.side import size_of
from tests.toys import BASE, toy_plan

SCALES = "".join(f'[stages.scale{i}]\nuse = "scale"\n' for i in range(6))


def deep(more: str = "") -> str:
    """The toy spec with six stages alike before its head."""
    return BASE.replace("[stages.head]", f"{SCALES}{more}[stages.head]")


def test_stages_alike_are_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    worked_out: list[str] = []

    def counted(dim: Dim, scope: Scope) -> object:
        worked_out.append(dim.at.text)
        return size_of(dim, scope)

    monkeypatch.setattr(formulas, "size_of", counted)
    plan = toy_plan(deep())
    assert [render(stage.flops) for stage in plan.stages if stage.use == "toy.scale"] == [
        "4*B*L"
    ] * 6
    assert worked_out.count("B*L*H") <= 2 * 3  # operations and kept numbers, for each declaration


def test_stages_of_other_sizes_have_their_own() -> None:
    more = (("down", ""), ("thin", ""), ("up", ""), ("delay", "options = { steps = 2 }\n"))
    uses = {"thin": "scale"}
    tables = (f'[stages.{n}]\nuse = "{uses.get(n, n)}"\n{rest}' for n, rest in more)
    plan = toy_plan(deep("".join(tables)))
    costs = {stage.path: render(stage.flops) for stage in plan.stages}
    assert costs["scale5"] == "4*B*L"
    assert costs["thin"] == "8*B*(L//2)"


def test_parameters_have_the_sizes_of_their_own_stage() -> None:
    shapes = {
        stage.path: [parameter.shape for parameter in stage.parameters]
        for stage in toy_plan().stages
        if stage.parameters
    }
    assert shapes == {"embed": [(8, 4)], "head": [(8, 4)]}
