"""Stages under `[train] precision`, `recompute` and `compile`: what they compute and keep."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
import torch
from attrs import evolve
from torch import Tensor, nn

from graphnet.build import passes
from graphnet.build.passes import Pass
from graphnet.graph.plan import Plan, PlannedStage
from graphnet.testing import kept_bytes
from tests.toys import toy_plan

H = 4


class Linear(nn.Module):
    """A stage that notes how often it runs, and in which dtypes."""

    def __init__(self, p: float = 0.0) -> None:
        super().__init__()
        self.linear = nn.Linear(H, H)
        self.drop = nn.Dropout(p)
        self.runs = 0
        self.seen: list[tuple[torch.dtype, torch.dtype]] = []

    def forward(self, main: Tensor) -> Tensor:
        self.runs += 1
        given: Tensor = self.linear(self.drop(main).sin())
        self.seen.append((main.dtype, given.dtype))
        return given


def plan_with(**train: object) -> Plan:
    plan = toy_plan()
    settings = evolve(plan.settings.train, **train)  # type: ignore[arg-type]  # fields of it
    return evolve(plan, settings=evolve(plan.settings, train=settings), rewrites=())


def stage_of(plan: Plan, path: str = "head") -> PlannedStage:
    return plan.by_path[path]


def call(plan: Plan, module: nn.Module, x: Tensor, path: str = "head") -> Tensor:
    inputs: Mapping[str, Tensor] = {"main": x}
    return Pass(plan).call(stage_of(plan, path), module, inputs)["main"]


def gradients(plan: Plan, module: nn.Module, x: Tensor) -> tuple[Tensor, ...]:
    torch.manual_seed(3)
    of = (x, *module.parameters())
    return torch.autograd.grad(call(plan, module, x).square().sum(), of)


def test_recomputed_a_stage_keeps_its_input_alone_and_has_the_same_gradients() -> None:
    module, x = Linear(p=0.5), torch.randn(2, 9, H, requires_grad=True)
    plain, again = plan_with(), plan_with(recompute=True)
    torch.manual_seed(3)
    assert kept_bytes(lambda: call(plain, module, x), but=(x, *module.parameters())) > 0
    expected = gradients(plain, module, x)
    module.runs = 0
    found = gradients(again, module, x)
    assert module.runs == 2
    assert all(torch.equal(a, b) for a, b in zip(found, expected, strict=True))
    assert kept_bytes(lambda: call(again, module, x), but=(x, *module.parameters())) == 0


def test_nothing_runs_twice_where_nothing_is_learnt() -> None:
    module, x, plan = Linear(), torch.randn(2, 3, H), plan_with(recompute=True)
    with torch.no_grad():
        call(plan, module, x)
    call(plan, module.eval(), x).sum().backward()  # type: ignore[no-untyped-call]  # of torch
    assert module.runs == 2


def test_in_bfloat16_products_are_lowered_and_what_is_given_is_not() -> None:
    module, x, plan = Linear(), torch.randn(2, 3, H), plan_with(precision="bfloat16")
    y = call(plan, module, x)
    assert module.seen == [(torch.float32, torch.bfloat16)]
    assert y.dtype == torch.float32
    assert torch.equal(y, y.bfloat16().float())
    assert {p.dtype for p in module.parameters()} == {torch.float32}


def test_an_objective_stays_as_it_is() -> None:
    module, x, plan = Linear(), torch.randn(2, 3, H), plan_with(precision="bfloat16")
    assert torch.equal(call(plan, module, x, "objective"), module(x))
    assert {given for _, given in module.seen} == {torch.float32}


def test_double_precision_is_left_alone_by_the_half() -> None:
    """As proofs need it: they widen a network whatever its plan says."""
    module, x = Linear().double(), torch.randn(2, 3, H, dtype=torch.float64)
    assert torch.equal(call(plan_with(precision="bfloat16"), module, x), module(x))


def test_what_a_stage_declares_narrow_is_given_narrow() -> None:
    plan = plan_with(precision="bfloat16")
    stage = stage_of(plan)
    gives = {"main": evolve(stage.gives["main"], dtype="bfloat16")}
    found = Pass(plan).call(evolve(stage, gives=gives), Linear(), {"main": torch.randn(2, 3, H)})
    assert found["main"].dtype == torch.bfloat16


def test_second_runs_are_lowered_as_first_ones_were() -> None:
    module, x = Linear(), torch.randn(2, 9, H, requires_grad=True)
    plan = plan_with(precision="bfloat16", recompute=True)
    expected = gradients(plan_with(precision="bfloat16"), module, x)
    found = gradients(plan, module, x)
    assert all(torch.equal(a, b) for a, b in zip(found, expected, strict=True))
    assert set(module.seen) == {(torch.float32, torch.bfloat16)}


def test_stages_at_each_position_are_compiled_once_and_run_compiled_in_training(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[nn.Module] = []

    def compiled(module: nn.Module) -> object:
        made.append(module)
        return lambda main: 2 * module(main)

    monkeypatch.setattr(passes, "compiled", compiled)
    plan, module, x = plan_with(compile=True), Linear(), torch.randn(2, 3, H)
    head = stage_of(plan)
    assert head.timing.positionwise
    once = Pass(plan)
    for _ in range(2):
        assert torch.equal(once.call(head, module, {"main": x})["main"], 2 * module(x))
    assert made == [module]
    with torch.no_grad():
        assert torch.equal(once.call(head, module, {"main": x})["main"], module(x))
    across = evolve(head, timing=evolve(head.timing, positionwise=False))
    assert torch.equal(Pass(plan).call(across, module, {"main": x})["main"], module(x))
    assert made == [module]
