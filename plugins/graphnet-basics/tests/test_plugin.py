"""What the plugin declares: it can be loaded without torch, and its modules keep the promises."""

from __future__ import annotations

import importlib
import subprocess
import sys

import pytest
import torch
from attrs import frozen

from graphnet.build.protocols import Baseline, Likelihood
from graphnet.contract.lower import lower
from graphnet.contract.polynomial import Polynomial, constant
from graphnet.contract.syntax import Axis
from graphnet.graph.declare import declare
from graphnet.plugin import Declaration, NoOptions, StageType
from graphnet_basics import plugin
from graphnet_basics.declarations.activation import ActivationOptions
from graphnet_basics.declarations.channel_embedding import ChannelEmbeddingOptions
from graphnet_basics.declarations.conv import ConvOptions
from graphnet_basics.declarations.cross_entropy import CrossEntropyOptions
from graphnet_basics.declarations.embedding import EmbeddingOptions
from graphnet_basics.declarations.linear import LinearOptions
from graphnet_basics.declarations.mixture_nll import MixtureNllOptions
from graphnet_basics.declarations.position import PositionOptions
from graphnet_basics.declarations.retrieval import RetrievalOptions
from graphnet_basics.declarations.sequence import SequenceOptions
from graphnet_basics.declarations.squared_error import SquaredErrorOptions
from graphnet_basics.declarations.start import StartOptions

Port = torch.Tensor | dict[str, torch.Tensor]


@frozen
class Case:
    """One stage with options, sizes and an input for each of its ports."""

    stage: StageType
    options: object
    sizes: dict[str, int]
    ports: dict[str, Port]

    @property
    def declaration(self) -> Declaration:
        return self.stage.declare(self.options)  # type: ignore[arg-type]  # of the stage's class


SCORES = torch.randn(2, 6, 7)
CODES = torch.randint(7, (2, 6, 1))
LABELS = torch.randint(7, (2,))
LENGTHS = torch.tensor([6, 4])
MIXTURE = {name: torch.randn(2, 6, 3) for name in ("logit_probs", "means", "log_scales")}
HALVES = {"coarse": torch.randn(2, 6, 3), "fine": torch.randn(2, 6, 5)}
SIZES = {"n": 7, "H": 7, "C": 7, "K": 3}
PAIRS = {"n": 7, "H": 4, "C": 2, "d": 3}
STAGES = {stage.name: stage for stage in (*plugin.graphnet_stages(), *plugin.graphnet_objectives())}


def case(name: str, options: object, sizes: dict[str, int] | None = None, **ports: Port) -> Case:
    """A case of one stage; without ports, scores at `main`."""
    return Case(STAGES[f"basics.{name}"], options, sizes or SIZES, ports or {"main": SCORES})


CASES = (
    case("embedding", EmbeddingOptions(), main=CODES),
    case("embedding", EmbeddingOptions(init_std=0.1, scaled=True), main=CODES),
    case("channel-embedding", ChannelEmbeddingOptions(), PAIRS, main=CODES.expand(-1, -1, 2)),
    case(
        "channel-embedding",
        ChannelEmbeddingOptions(join="concatenate"),
        PAIRS,
        main=CODES.expand(-1, -1, 2),
    ),
    case("class-embedding", StartOptions(), main=SCORES, label=LABELS),
    case("one-hot", NoOptions(), main=CODES),
    case("conv", ConvOptions(), {"d_input": 7, "d_output": 3}),
    case("conv", ConvOptions(causal=True, takes="channels"), {"C": 7, "d_output": 3}),
    case("sinusoid", NoOptions()),
    case("activation", ActivationOptions(function="gelu")),
    case("categorical", NoOptions(), {"H": 7, "C": 3}),
    case("linear", LinearOptions(), {"d_input": 7, "n_classes": 3}),
    case("linear", LinearOptions(gives="features"), {"d_input": 7, "d_output": 3}),
    case("linear", LinearOptions(takes="channels", gives="features"), {"C": 7, "d_output": 3}),
    case("linear", LinearOptions(gives="channels"), {"d_input": 7, "d_output": 3}),
    case("position", PositionOptions(rows=9)),
    case("mixture-logistic", NoOptions(), {"H": 7, "n_mixtures": 3}),
    case("sequence", SequenceOptions()),
    case("sequence", SequenceOptions(mode="last")),
    case("sequence", SequenceOptions(mode="last", l_output=2)),
    case("sequence", SequenceOptions(mode="first", l_output=2), main=SCORES, lengths=LENGTHS),
    case("sequence", SequenceOptions(mode="pool"), main=SCORES, lengths=LENGTHS),
    case("sequence", SequenceOptions(mode="sum", l_output=2)),
    case("sequence", SequenceOptions(mode="sum", l_output="all")),
    case("sequence", SequenceOptions(mode="ragged")),
    case("retrieval", RetrievalOptions(), main=SCORES[:, 0], other=SCORES[:, 1]),
    case("add", NoOptions(), main=SCORES, skip=SCORES),
    case("layer-norm", NoOptions()),
    case("cross-entropy", CrossEntropyOptions(predict="label"), main=SCORES[:, 0], target=LABELS),
    case("squared-error", SquaredErrorOptions(std=0.5), main=SCORES, target=SCORES.flip(1)),
    case("factorised", NoOptions(), {"H": 7, "Q": 3, "d_fine": 5}),
    case("factorised-nll", NoOptions(), {"Q": 3, "d_fine": 5}, main=HALVES, target=CODES),
    case("mixture-nll", MixtureNllOptions(), main=MIXTURE, target=CODES),
    case("cross-entropy", CrossEntropyOptions(), main=SCORES, target=CODES),
)
POSITIONWISE = [
    case
    for case in CASES
    if "positionwise" in case.declaration.effects
    and case.ports.get("target") is not LABELS
    and "other" not in case.ports  # two vectors, without time
]


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


def value(dim: object, sizes: dict[str, int]) -> int:
    found = lower(dim, lambda name: constant(sizes[name.text]))  # type: ignore[arg-type]  # a Dim
    assert isinstance(found, Polynomial)
    assert found.as_int is not None
    return found.as_int


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stage.name)
def test_modules_have_the_declared_parameters_and_no_other_state(case: Case) -> None:
    declared, _ = declare(case.stage, case.options)
    assert declared is not None
    shapes = {
        p.parameter.name: tuple(value(a.dim, case.sizes) for a in p.shape if isinstance(a, Axis))
        for p in declared.parameters
    }
    module = build(case)
    assert {n: tuple(p.shape) for n, p in module.named_parameters()} == shapes
    assert set(module.state_dict()) == set(shapes)


def leaves(ports: object) -> list[torch.Tensor]:
    """The tensors of ports or outputs, those of records too."""
    match ports:
        case torch.Tensor():
            return [ports]
        case dict():
            return [leaf for port in ports.values() for leaf in leaves(port)]
        case _:
            raise AssertionError(ports)


def cut(port: Port, at: int | slice) -> Port:
    """Some items of a port, or of every field of a record."""
    if isinstance(port, dict):
        return {name: values[:, at] for name, values in port.items()}
    return port[:, at]


@pytest.mark.parametrize("case", POSITIONWISE, ids=lambda case: case.stage.name)
def test_positionwise_stages_give_the_same_one_item_at_a_time(case: Case) -> None:
    module = build(case)
    whole = leaves(module(**case.ports))
    for t in range(6):
        block = leaves(module(**{n: cut(p, slice(t, t + 1)) for n, p in case.ports.items()}))
        item = leaves(module(**{n: cut(p, t) for n, p in case.ports.items()}))
        for there, here, alone in zip(whole, block, item, strict=True):
            torch.testing.assert_close(here[:, 0], there[:, t])
            torch.testing.assert_close(alone, there[:, t])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stage.name)
def test_gradients_reach_every_parameter_and_input(case: Case) -> None:
    module = build(case)
    if case.stage.name == "basics.one-hot":  # whole numbers in, and nothing learned
        return
    ports = {
        name: {field: values.clone().requires_grad_() for field, values in port.items()}
        if isinstance(port, dict)
        else port.clone().requires_grad_(port.is_floating_point())
        for name, port in case.ports.items()
    }
    squares = torch.stack([leaf.square().sum() for leaf in leaves(module(**ports))])
    squares.sum().backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
    asked = (*module.parameters(), *(leaf for leaf in leaves(ports) if leaf.requires_grad))
    assert all(tensor.grad is not None and tensor.grad.abs().sum() > 0 for tensor in asked)


def test_norms_do_not_decay_and_the_rest_keeps_the_setting_of_the_run() -> None:
    decay = {
        (case.stage.name, p.name): p.group.weight_decay
        for case in CASES
        for p in case.declaration.parameters
    }
    assert decay == {
        ("basics.embedding", "weight"): None,
        ("basics.channel-embedding", "weight"): None,
        ("basics.class-embedding", "weight"): None,
        ("basics.conv", "weight"): None,
        ("basics.conv", "bias"): None,
        ("basics.categorical", "weight"): None,
        ("basics.categorical", "bias"): None,
        ("basics.linear", "weight"): None,
        ("basics.linear", "bias"): None,
        ("basics.position", "weight"): None,
        ("basics.mixture-logistic", "weight"): None,
        ("basics.mixture-logistic", "bias"): None,
        ("basics.factorised", "weight"): None,
        ("basics.factorised", "bias"): None,
        ("basics.factorised-nll", "coarse.weight"): None,
        ("basics.factorised-nll", "fine.weight"): None,
        ("basics.factorised-nll", "fine.bias"): None,
        ("basics.layer-norm", "weight"): 0.0,
        ("basics.layer-norm", "bias"): 0.0,
    }


def test_the_objectives_can_draw_and_the_baselines_can_be_fitted() -> None:
    for objective in CASES[-3:]:
        assert isinstance(build(objective), Likelihood)
    for offer in plugin.graphnet_baselines():
        module, attribute = offer.implementation.split(":")
        made: Baseline = getattr(importlib.import_module(module), attribute)(4)
        made.fit([torch.tensor([0, 1, 2, 3])])
