"""The reference's training from its own weights: loss, gradients, groups and three updates."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import pytest
from attrs import evolve
from torch import Tensor

from graphnet.build import Network, build_network
from graphnet.graph import Plan
from graphnet.graph.plan import Wire
from graphnet.plugin import OptimizerGroup
from graphnet.runtime.optimizer import build_optimizer
from graphnet_s4.backbone_options import SashimiOptions, block_options
from graphnet_s4.flavour import Flavour
from graphnet_s4.modules.length import convert
from graphnet_s4.options import S4Options

if TYPE_CHECKING:
    from conftest import Golden, Planned, ReferenceNames

GOLDEN = Path(__file__).parent / "golden"
LENGTH = 64
RECORD = json.loads((GOLDEN / "train_step.json").read_text())
AROUND = {
    "encoder.weight": "encoder.0.weight",
    "head.weight": "decoder.0.output_transform.weight",
    "head.bias": "decoder.0.output_transform.bias",
}
Groups = Mapping[str, tuple[float, float]]


def options_of(flavour: Flavour) -> SashimiOptions:
    """The backbone that was trained; its kernels' parameters are of the sequences' length."""
    d_state = 16 if flavour == "src" else 64
    return SashimiOptions(n_layers=1, layer="s4", d_state=d_state, flavour=flavour, l_kernel=LENGTH)


@pytest.fixture
def plan(planned: Planned, flavour: Flavour) -> Plan:
    options = options_of(flavour)
    text = f'n_layers = 1, layer = "s4", d_state = {options.d_state}, flavour = "{flavour}"'
    made = planned(f"{text}, l_kernel = {LENGTH}", bits=8, d_model=8)
    optimizer = evolve(made.settings.train.optimizer, lr=0.004, weight_decay=0.01)
    train = evolve(made.settings.train, optimizer=optimizer)
    return evolve(made, settings=evolve(made.settings, train=train))


@pytest.fixture
def names(reference_names: ReferenceNames, flavour: Flavour) -> Mapping[str, str]:
    """Every parameter of the pipeline, with its name in the reference's."""
    inside = reference_names(options_of(flavour))
    return {f"backbone.{k}": f"model.{v}" for k, v in inside.items()} | AROUND


def build(plan: Plan) -> Network:
    network, problems = build_network(plan, seed=3)
    assert network is not None, [d.message for d in problems]
    return network.double()


def at_length(tensors: dict[str, Tensor], options: SashimiOptions) -> dict[str, Tensor]:
    """The tensors with each C as of its kernel's length, which the reference makes it at first."""
    found = dict(tensors)
    shrinks = {"c_layers.0": 16, "u_layers.0.1": 4, "u_layers.1.1": 1}
    for place, shrink in shrinks.items():
        prefix = f"model.{place}.layer.layer.kernel."
        kernel = {k.removeprefix(prefix): v for k, v in tensors.items() if k.startswith(prefix)}
        kernel.pop("l_kernel")
        inner = block_options(options, shrink)
        assert isinstance(inner, S4Options)
        found[f"{prefix}C"] = convert(kernel, inner, None, LENGTH // shrink)
    return found


def load(network: Network, tensors: Mapping[str, Tensor], names: Mapping[str, str]) -> None:
    parameters = dict(network.named_parameters())
    assert set(parameters) == set(names)
    assert {k for k in tensors if not k.endswith("l_kernel")} == set(names.values())
    for name, theirs in names.items():
        parameters[name].data = tensors[theirs].reshape(parameters[name].shape).clone()


def loss_of(network: Network, codes: Tensor) -> Tensor:
    loss: Tensor = network({"main": codes.long().unsqueeze(-1)})["objective"].mean()
    return loss


def furthest(found: Tensor, expected: Tensor) -> float:
    """The largest difference, in parts of the largest value."""
    scale = expected.abs().max().clamp_min(1e-12)
    return float((found.reshape(expected.shape) - expected).abs().max() / scale)


@pytest.mark.parametrize("flavour", get_args(Flavour))
def test_loss_and_gradients_are_the_references(
    golden: Golden, plan: Plan, names: Mapping[str, str], flavour: Flavour
) -> None:
    tensors = golden("train_step")
    network = build(plan)
    load(network, at_length(golden("train_step", f"{flavour}/sd0/"), options_of(flavour)), names)
    values = network.values({"main": tensors["y"].long().unsqueeze(-1)})
    scores = values[Wire("head", "main")].detach()
    assert furthest(scores[:, :4], tensors[f"{flavour}/logits0_first4"]) < 1e-8
    assert furthest(scores.logsumexp(-1), tensors[f"{flavour}/logits0_logsumexp"]) < 1e-8
    loss = loss_of(network, tensors["y"])
    assert loss.item() == pytest.approx(RECORD[flavour]["losses"][0], rel=1e-12)
    loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
    expected = golden("train_step", f"{flavour}/grad0/")
    assert set(expected) == set(names.values())
    for name, parameter in network.named_parameters():
        assert parameter.grad is not None
        assert furthest(parameter.grad, expected[names[name]]) < 1e-6, name


@pytest.mark.parametrize("flavour", get_args(Flavour))
def test_three_updates_are_the_references(
    golden: Golden, plan: Plan, names: Mapping[str, str], flavour: Flavour
) -> None:
    """Its groups there are those of the modules alone, without the rules of its training script."""
    codes = golden("train_step")["y"]
    plan = with_groups(plan, names, by_parameter(RECORD[flavour]["groups"]))
    network = build(plan)
    load(network, at_length(golden("train_step", f"{flavour}/sd0/"), options_of(flavour)), names)
    optimizer = build_optimizer(plan, network)
    for expected in RECORD[flavour]["losses"]:
        optimizer.zero_grad()
        loss = loss_of(network, codes)
        assert loss.item() == pytest.approx(expected, rel=1e-9)
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        optimizer.step()
    after = golden("train_step", f"{flavour}/sd3/")
    for name, parameter in network.named_parameters():
        assert furthest(parameter.detach(), after[names[name]]) < 1e-6, name


@pytest.mark.parametrize("flavour", get_args(Flavour))
def test_parameters_are_updated_as_its_training_script_updates_them(
    plan: Plan, names: Mapping[str, str], flavour: Flavour
) -> None:
    groups = json.loads((GOLDEN / "optim_groups.json").read_text())[flavour]
    expected = by_parameter(groups)
    assert set(expected) == set(names.values())
    found = {
        name: (group["lr"], group["weight_decay"])
        for group in build_optimizer(plan, build(plan)).param_groups
        for name in group["names"]
    }
    assert found == {ours: expected[theirs] for ours, theirs in names.items()}


def by_parameter(groups: list[dict[str, object]]) -> Groups:
    """Learning rate and weight decay of every parameter."""
    return {
        name: (group["lr"], group["weight_decay"])  # type: ignore[misc]  # numbers, as stored
        for group in groups
        for name in group["params"]  # type: ignore[attr-defined]  # a list of names
    }


def with_groups(plan: Plan, names: Mapping[str, str], groups: Groups) -> Plan:
    """The plan with each parameter asking for these."""

    def asking(path: str) -> OptimizerGroup:
        lr, weight_decay = groups[names[path]]
        return OptimizerGroup(lr=lr, weight_decay=weight_decay)

    stages = tuple(
        evolve(
            stage,
            parameters=tuple(
                evolve(p, group=asking(f"{stage.path}.{p.name}")) for p in stage.parameters
            ),
        )
        for stage in plan.stages
    )
    return evolve(plan, stages=stages)
