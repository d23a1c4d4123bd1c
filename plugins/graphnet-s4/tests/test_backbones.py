"""Whole backbones against the references: weights loaded, outputs compared, whole and stepped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import attrs
import pytest
import torch
from torch import Tensor

from graphnet.build import Network, build_network
from graphnet.graph import Plan
from graphnet_s4.backbone_options import (
    BackboneOptions,
    IsotropicOptions,
    PooledOptions,
    SashimiOptions,
    UnetOptions,
)
from graphnet_s4.options import Recurrence

if TYPE_CHECKING:
    from conftest import Golden, Planned, ReferenceNames


def standalone(kind: type[PooledOptions] = SashimiOptions, **options: object) -> PooledOptions:
    settings = {"n_layers": 1, "layer": "s4", "flavour": "standalone"} | options
    return kind(**settings)  # type: ignore[arg-type]  # they are those of the case


def src(kind: type[PooledOptions] = SashimiOptions, **options: object) -> PooledOptions:
    settings = {"n_layers": 1, "layer": "s4", "d_state": 16} | options
    return kind(**settings)  # type: ignore[arg-type]  # they are those of the case


RECURRENCES: dict[str, tuple[Recurrence | None, ...]] = {
    "s4": ("dense", "linear"),
    "s4d": (None,),
}
CASES: dict[str, BackboneOptions] = {
    "sashimi_standalone/n1_p22_unet0": standalone(pool=(2, 2)),
    "sashimi_standalone/n1_p22_unet1": standalone(UnetOptions, pool=(2, 2)),
    "sashimi_standalone/n1_p24": standalone(pool=(2, 4)),
    "sashimi_standalone/n1_p4": standalone(pool=(4,)),
    "sashimi_standalone/n1_p44_bidir": standalone(bidirectional=True),
    "sashimi_standalone/n1_p44_expand1_ff0": standalone(expand=1, ff=0),
    "sashimi_standalone/n1_p44_s4d": standalone(layer="s4d"),
    "sashimi_standalone/n1_p44_unet0": standalone(),
    "sashimi_standalone/n1_p44_unet1": standalone(UnetOptions),
    "sashimi_standalone/n2_p44_unet0": standalone(n_layers=2),
    "sashimi_standalone/n2_p44_unet1": standalone(UnetOptions, n_layers=2),
    "sashimi_src/n1_p22": src(pool=(2, 2)),
    "sashimi_src/n1_p44": src(),
    "sashimi_src/n1_p44_nssmH": src(n_ssm="H"),
    "sashimi_src/n1_p44_s4d": src(layer="s4d"),
    "sashimi_src/n2_p44": src(n_layers=2),
    "sashimi_src/srcunet_n1_p44": src(UnetOptions),
    "isotropic/s4_ff": IsotropicOptions(n_layers=2, ff=2, layer="s4", d_state=16),
    "isotropic/s4d": IsotropicOptions(n_layers=2, layer="s4d", d_state=16),
}
STEPPED: list[tuple[str, Recurrence | None]] = [
    (case, recurrence)
    for case, options in CASES.items()
    if not options.bidirectional
    for recurrence in RECURRENCES[options.layer]
]


def use_of(options: BackboneOptions) -> str:
    match options:
        case UnetOptions():
            return "unet"
        case IsotropicOptions():
            return "isotropic"
    return "sashimi"


def input_of(golden: Golden, case: str) -> Tensor:
    """What a case was given: a file's cases share it, or each has its own."""
    file, _, prefix = case.partition("/")
    tensors = golden(file)
    return tensors["x"] if "x" in tensors else tensors[f"{prefix}/x"]


def text_of(options: BackboneOptions) -> str:
    """The options that are set, as a spec writes them."""
    unset = attrs.asdict(type(options)(layer=options.layer), recurse=False)
    given = attrs.asdict(options, filter=lambda field, value: value != unset[field.name])
    written = {"layer": options.layer} | given
    return ", ".join(f"{name} = {_toml(value)}" for name, value in written.items())


def _toml(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return f'"{value}"'
        case tuple():
            return str([*value])
    return str(value)


def loaded(plan: Plan, tensors: Mapping[str, Tensor], names: Mapping[str, str]) -> Network:
    """The network in float64 with the reference's weights, whose axes of 1 mean nothing."""
    network, problems = build_network(plan, seed=3)
    assert network is not None, [d.message for d in problems]
    found = dict(network.double().eval().named_parameters())
    ours = {name.removeprefix("backbone.") for name in found if name.startswith("backbone.")}
    assert ours == set(names)
    theirs = {name for name in tensors if not name.endswith("l_kernel")}
    assert theirs == set(names.values())
    for name, their_name in names.items():
        parameter = found[f"backbone.{name}"]
        assert parameter.numel() == tensors[their_name].numel()
        parameter.data = tensors[their_name].reshape(parameter.shape)
    return network


def show_features(network: Network, x: Tensor) -> Tensor:
    """Let every item of `x` have a code that the encoder turns into it, and the head keep it."""
    parameters = dict(network.named_parameters())
    H = x.shape[-1]
    parameters["encoder.weight"].data = x.reshape(-1, H)
    parameters["head.weight"].data = torch.eye(x.shape[0] * x.shape[1], H).double()
    parameters["head.bias"].data.zero_()
    return torch.arange(x.shape[0] * x.shape[1]).view(*x.shape[:2], 1)


def through_backbone(network: Network, x: Tensor) -> Tensor:
    """The backbone's stages of a plan, fed with features of our own."""
    values = {"encoder": x}
    for stage in network.plan.stages:
        if stage.path.startswith("backbone."):
            given = {port: values[wire.stage] for port, wire in stage.inputs.items()}
            values[stage.path] = network.module(stage.path)(**given)
    return values["backbone.norm"]


@pytest.mark.parametrize("case", CASES)
def test_the_network_computes_what_the_reference_computes(
    golden: Golden, planned: Planned, reference_names: ReferenceNames, case: str
) -> None:
    file, _, prefix = case.partition("/")
    options = CASES[case]
    plan = planned(text_of(options), bits=7, d_model=8, use=use_of(options))
    network = loaded(plan, golden(file, f"{prefix}/sd/"), reference_names(options))
    with torch.no_grad():
        found = through_backbone(network, input_of(golden, case))
    expected = golden(file)[f"{prefix}/y"]
    assert (found - expected).abs().max() < 1e-8 * expected.abs().max()


@pytest.mark.parametrize(("case", "recurrence"), STEPPED)
def test_its_steps_are_the_references(
    golden: Golden,
    planned: Planned,
    reference_names: ReferenceNames,
    case: str,
    recurrence: Recurrence | None,
) -> None:
    file, _, prefix = case.partition("/")
    options = attrs.evolve(CASES[case], recurrence=recurrence)
    plan = planned(text_of(options), bits=7, d_model=8, use=use_of(options))
    network = loaded(plan, golden(file, f"{prefix}/sd/"), reference_names(options))
    codes, found = show_features(network, input_of(golden, case)), []
    state = network.initial_state(2)
    with torch.no_grad():
        for item in codes.unbind(1):
            prediction, state = network.step(item, state)
            assert isinstance(prediction, Tensor)
            found.append(prediction)
    expected = golden(file)[f"{prefix}/y"]
    assert (torch.stack(found, 1)[..., :8] - expected).abs().max() < 1e-8 * expected.abs().max()


def test_every_golden_backbone_is_compared(golden: Golden) -> None:
    files = ("sashimi_standalone", "sashimi_src", "isotropic")
    found = {f"{file}/{k.removesuffix('/y')}" for file in files for k in golden(file) if "/y" in k}
    assert found == set(CASES)


def test_weights_the_reference_has_used_need_its_kernels_length(
    golden: Golden, planned: Planned, reference_names: ReferenceNames
) -> None:
    """Its first forward turns each C into that of its kernel's length: 64, 16 and 4 here."""
    tensors = golden("sashimi_standalone", "n1_p44_unet0/")
    before, after = "sd/", "sd_after_forward/"
    used = {k.removeprefix(before): v for k, v in tensors.items() if k.startswith(before)}
    used |= {k.removeprefix(after): v for k, v in tensors.items() if k.startswith(after)}
    far: dict[int | None, float] = {}
    for l_kernel in (64, 128, None):
        options = attrs.evolve(CASES["sashimi_standalone/n1_p44_unet0"], l_kernel=l_kernel)
        plan = planned(text_of(options), bits=7, d_model=8)
        network = loaded(plan, used, reference_names(options))
        with torch.no_grad():
            found = through_backbone(network, golden("sashimi_standalone")["x"])
        far[l_kernel] = float((found - tensors["y"]).abs().max() / tensors["y"].abs().max())
    assert far[64] < 1e-6  # these are stored in float32
    assert min(far[128], far[None]) > 1e-3
