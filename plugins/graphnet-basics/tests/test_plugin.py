"""What the plugin declares: it can be loaded without torch, and its modules keep the promises."""

from __future__ import annotations

import importlib
import subprocess
import sys

import pytest
import torch
from attrs import frozen

from graphnet.build.protocols import Baseline, Likelihood
from graphnet.graph.declare import declare
from graphnet.plugin import Declaration, NoOptions, StageType
from graphnet_basics import plugin
from graphnet_basics.declarations.embedding import EmbeddingOptions
from graphnet_basics.declarations.sequence import SequenceOptions


@frozen
class Case:
    """One stage with options, sizes and an input for each of its ports."""

    stage: StageType
    options: object
    sizes: dict[str, int]
    ports: dict[str, torch.Tensor]

    @property
    def declaration(self) -> Declaration:
        return self.stage.declare(self.options)  # type: ignore[arg-type]  # of the stage's class


SCORES = torch.randn(2, 6, 7)
CODES = torch.randint(7, (2, 6, 1))
SIZES = {"n": 7, "H": 7, "C": 7}
STAGES = {stage.name: stage for stage in (*plugin.graphnet_stages(), *plugin.graphnet_objectives())}
CASES = (
    Case(STAGES["basics.embedding"], EmbeddingOptions(), SIZES, {"main": CODES}),
    Case(STAGES["basics.embedding"], EmbeddingOptions(init_std=0.1), SIZES, {"main": CODES}),
    Case(STAGES["basics.categorical"], NoOptions(), {"H": 7, "C": 3}, {"main": SCORES}),
    Case(STAGES["basics.sequence"], SequenceOptions(), SIZES, {"main": SCORES}),
    Case(STAGES["basics.sequence"], SequenceOptions(mode="last"), SIZES, {"main": SCORES}),
    Case(
        STAGES["basics.sequence"],
        SequenceOptions(mode="last", l_output=2),
        SIZES,
        {"main": SCORES},
    ),
    Case(STAGES["basics.add"], NoOptions(), SIZES, {"main": SCORES, "skip": SCORES}),
    Case(STAGES["basics.layer-norm"], NoOptions(), SIZES, {"main": SCORES}),
    Case(STAGES["basics.cross-entropy"], NoOptions(), SIZES, {"main": SCORES, "target": CODES}),
)
POSITIONWISE = [case for case in CASES if "positionwise" in case.declaration.effects]


def build(case: Case) -> torch.nn.Module:
    module, attribute = str(case.declaration.implementation).split(":")
    built = getattr(importlib.import_module(module), attribute)(case.options, case.sizes)
    assert isinstance(built, torch.nn.Module)
    return built


def test_loading_the_plugin_imports_neither_torch_nor_numpy() -> None:
    heavy = "{'torch', 'numpy'} & set(sys.modules)"
    code = f"import sys, graphnet_basics.plugin; sys.exit(str({heavy}) if {heavy} else 0)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_every_stage_is_covered_by_a_case() -> None:
    assert {case.stage.name for case in CASES} == set(STAGES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stage.name)
def test_declarations_parse(case: Case) -> None:
    declared, problems = declare(case.stage, case.options)
    assert problems == ()
    assert declared is not None


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stage.name)
def test_modules_have_the_declared_parameters_and_no_other_state(case: Case) -> None:
    declared = {
        p.name: tuple(case.sizes[size.strip()] for size in p.shape.strip("()").split(","))
        for p in case.declaration.parameters
    }
    module = build(case)
    assert {n: tuple(p.shape) for n, p in module.named_parameters()} == declared
    assert set(module.state_dict()) == set(declared)


@pytest.mark.parametrize("case", POSITIONWISE, ids=lambda case: case.stage.name)
def test_positionwise_stages_give_the_same_one_item_at_a_time(case: Case) -> None:
    module = build(case)
    whole = module(**case.ports)
    one_block = [
        module(**{name: port[:, t : t + 1] for name, port in case.ports.items()}) for t in range(6)
    ]
    torch.testing.assert_close(torch.cat(one_block, dim=1), whole)
    without_time = [
        module(**{name: port[:, t] for name, port in case.ports.items()}) for t in range(6)
    ]
    torch.testing.assert_close(torch.stack(without_time, dim=1), whole)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stage.name)
def test_gradients_reach_every_parameter_and_input(case: Case) -> None:
    module = build(case)
    ports = {
        name: port.clone().requires_grad_() if port.is_floating_point() else port
        for name, port in case.ports.items()
    }
    module(**ports).square().sum().backward()
    asked = (*module.parameters(), *(port for port in ports.values() if port.requires_grad))
    assert all(tensor.grad is not None and tensor.grad.abs().sum() > 0 for tensor in asked)


def test_norms_do_not_decay_and_the_rest_keeps_the_setting_of_the_run() -> None:
    decay = {
        (name, p.name): p.group.weight_decay
        for name, stage in STAGES.items()
        for p in stage.declare(stage.options()).parameters
    }
    assert decay == {
        ("basics.embedding", "weight"): None,
        ("basics.categorical", "weight"): None,
        ("basics.categorical", "bias"): None,
        ("basics.layer-norm", "weight"): 0.0,
        ("basics.layer-norm", "bias"): 0.0,
    }


def test_the_objective_can_draw_and_the_baselines_can_be_fitted() -> None:
    assert isinstance(build(CASES[-1]), Likelihood)
    for offer in plugin.graphnet_baselines():
        module, attribute = offer.implementation.split(":")
        made: Baseline = getattr(importlib.import_module(module), attribute)(4)
        made.fit([torch.tensor([0, 1, 2, 3])])
