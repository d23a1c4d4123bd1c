"""From plan to network: every implementation imported, constructed, checked and tied."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import cast

import torch
from torch import nn

from graphnet.build.network import Network
from graphnet.build.rules.broken_promise import parameters_differ
from graphnet.diagnostics import Diagnostics, has_errors
from graphnet.graph.plan import Plan, PlannedStage
from graphnet.plugin.load import load_attribute
from graphnet.plugin.rules.no_implementation import no_implementation


def build_network(plan: Plan, seed: int = 0) -> tuple[Network | None, Diagnostics]:
    """Build a plan in its precision; weights begin as a function of `seed` and stages' paths alone.

    GN701 where an implementation cannot be had, GN702 where it lacks what it declares.
    """
    modules: dict[str, nn.Module] = {}
    found: Diagnostics = ()
    for stage in plan.stages[1:]:
        module, problems = _build_stage(stage, seed)
        found += problems
        if module is not None:
            modules[stage.path] = module
    if has_errors(found):
        return None, found
    _tie(plan, modules)
    network = Network(plan, modules)
    return network.double() if plan.settings.train.precision == "float64" else network, found


def _build_stage(stage: PlannedStage, seed: int) -> tuple[nn.Module | None, Diagnostics]:
    factory, problems = load_attribute(stage.implementation, stage.use)
    if factory is None:
        return None, problems
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(_stage_seed(seed, stage.path))
        try:
            module = cast(nn.Module, factory(stage.options, dict(stage.sizes)))
        except Exception as problem:  # noqa: BLE001  # a plugin's constructor may fail in any way
            return None, (no_implementation(stage.use, stage.implementation, problem),)
    declared = {parameter.name: parameter.shape for parameter in stage.parameters}
    real = {name: tuple(parameter.shape) for name, parameter in module.named_parameters()}
    if declared != real:
        return None, (parameters_differ(stage.path, stage.use, declared, real),)
    return module, ()


def _stage_seed(seed: int, path: str) -> int:
    digest = hashlib.sha256(f"{seed}:{path}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1


def _tie(plan: Plan, modules: Mapping[str, nn.Module]) -> None:
    """Put one tensor in both places; names stay what they are."""
    places = {
        f"{path}.{name}": (path, name)
        for path in modules
        for name, _ in modules[path].named_parameters()
    }
    for stage in plan.stages:
        for parameter in stage.parameters:
            if parameter.tied_to is not None:
                path, name = places[parameter.tied_to]
                tensor = modules[path].get_parameter(name)
                folder, _, leaf = parameter.name.rpartition(".")
                setattr(modules[stage.path].get_submodule(folder), leaf, tensor)
