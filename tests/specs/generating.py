"""The specs in `specs/` that generate, each also made small enough to be tried at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import torch
from attrs import frozen
from torch import Tensor

from graphnet.build import Network, build_network
from graphnet.graph import Plan, plan_spec
from graphnet.registry import Registry, find_plugins
from graphnet.runtime.lengths import fitting
from graphnet.runtime.parts import count_values
from graphnet.spec.load import load_spec
from graphnet.spec.spec import Spec, StageSpec
from graphnet.spec.tree import Scalar, Table

SPECS = Path(__file__).parents[2] / "specs"
SMALL = {"n_layers": 1, "d_state": 8, "d_model": 8}
"""What is made small wherever a spec has it, as a size or as an option of a stage.

What has layers is also given a small state, where it says nothing of its own.
"""


@frozen
class Tried:
    """A spec with its plan, and the plugins it was planned with."""

    spec: Spec
    plan: Plan
    registry: Registry


def tried(path: Path, *, is_small: bool) -> Tried:
    """A spec as it stands, or made small."""
    spec, problems = load_spec(str(path), ())
    assert spec is not None, problems
    if is_small:
        spec, problems = load_spec(str(path), tuple(_smaller(spec)))
        assert spec is not None, problems
    registry = find_plugins({})
    plan, found = plan_spec(spec, registry)
    assert plan is not None, found
    return Tried(spec, plan, registry)


def _smaller(spec: Spec) -> Iterator[str]:
    """What `--set` would say to make a spec small."""
    for size in spec.sizes:
        if size.name in SMALL:
            yield f"sizes.{size.name}={SMALL[size.name]}"
    for stage in spec.stages:
        names = dict.fromkeys(_options(stage))
        for name in {**names, "d_state": None} if "n_layers" in names else names:
            if name in SMALL:
                yield f"stages.{stage.name}.options.{name}={SMALL[name]}"


def _options(stage: StageSpec) -> Iterator[str]:
    """The options that a spec gives a stage as numbers."""
    entries = () if stage.options is None else stage.options.entries
    for entry in entries:
        if isinstance(entry.value, Scalar) and not isinstance(entry.value, Table):
            yield entry.key


def generating() -> tuple[Path, ...]:
    """Every shipped spec that predicts the next item."""
    found = []
    for path in sorted(SPECS.glob("*.toml")):
        spec, problems = load_spec(str(path), ())
        assert spec is not None, problems
        predict = None if spec.objective is None else spec.objective.predict
        if predict is not None and predict.value == "next":
            found.append(path)
    return tuple(found)


def network_of(plan: Plan) -> Network:
    """A network in float64, as it begins."""
    network, problems = build_network(plan)
    assert network is not None, problems
    return network.double().eval()


def codes_of(plan: Plan, least: int, seed: int = 0) -> Tensor:
    """Random values of the source, (2, items, ...), for so many items or a few more."""
    items, count = fitting(plan, least, upwards=True), count_values(plan)
    assert items is not None
    assert count is not None
    port = plan.source.gives["main"]
    rest = [axis.size.as_int or 1 for axis in port.axes[2:]]
    generator = torch.Generator().manual_seed(seed)
    return torch.randint(0, count, (2, items, *rest), generator=generator)
