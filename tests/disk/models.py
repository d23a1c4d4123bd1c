"""A small spec in a folder of its own, planned with the installed plugins, and weights for it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from graphnet.diagnostics import Diagnostic
from graphnet.disk.compare import Shape, declared_shapes
from graphnet.disk.fit import check_weights
from graphnet.disk.planned import Planned
from graphnet.disk.tensors import Header, StoredTensor
from graphnet.disk.weights import Weights
from graphnet.graph import plan_spec
from graphnet.registry import find_plugins
from graphnet.spec.load import spec_from_text
from graphnet.text import SourceText
from tests.specs.on_disk import HERE

TEXT = (HERE / "A01.toml").read_text(encoding="utf-8")


def planned(*overrides: str, text: str = TEXT) -> Planned:
    """The spec with some keys set to something else."""
    spec, problems = spec_from_text(SourceText("spec.toml", text), overrides)
    assert spec is not None, problems
    registry = find_plugins({})
    plan, problems = plan_spec(spec, registry)
    assert plan is not None, problems
    return Planned(spec=spec, plan=plan, registry=registry)


def header(shapes: Mapping[str, Shape], dtype: str = "F32") -> Header:
    """The header of a file that holds these tensors."""
    return Header({name: StoredTensor(dtype, shape) for name, shape in shapes.items()}, {})


def weights(shapes: Mapping[str, Shape], model: str = "") -> Weights:
    """A lone file of these tensors."""
    path = Path("w.safetensors")
    return Weights(path=path, file=path, header=header(shapes), model=model)


def trained_as(*overrides: str, knows: bool = False) -> Weights:
    """The weights of the spec with other keys; `knows` whether the file says of which model."""
    then = planned(*overrides).plan
    return weights(declared_shapes(then), then.fingerprints.model if knows else "")


def only(found: tuple[Diagnostic, ...]) -> Diagnostic:
    """The one diagnostic there is."""
    (problem,) = found
    return problem


def checked(shapes: Mapping[str, Shape]) -> tuple[Diagnostic, ...]:
    """What is said of a file of these tensors against the spec as it is."""
    return check_weights(planned(), weights(shapes))
