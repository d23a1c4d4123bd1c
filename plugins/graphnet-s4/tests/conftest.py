"""What several tests of this plugin share: golden tensors and a plain way to run an expansion."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Never, Protocol, cast

import pytest
import torch
from attrs import frozen
from safetensors.torch import load_file
from torch import Tensor, nn

from graphnet.contract.lower import lower
from graphnet.contract.parser import parse_dim, parse_shape
from graphnet.contract.polynomial import Polynomial, constant
from graphnet.contract.syntax import Axis, Dim
from graphnet.plugin import Declaration, Inner
from graphnet.text import quoted
from graphnet_s4.declarations.sashimi import declare_sashimi
from graphnet_s4.options import PoolOptions, SashimiOptions
from graphnet_s4.plugin import graphnet_stages

GOLDEN = Path(__file__).parent / "golden"
TYPES = {stage.name: stage for stage in graphnet_stages()}


@frozen
class Entry:
    """One inner stage with its inputs named and its width known."""

    inner: Inner
    inputs: tuple[str, ...]
    H: int


class Golden(Protocol):
    """Loads tensors of a golden file by the prefix of their names."""

    def __call__(self, name: str, prefix: str = "") -> dict[str, Tensor]: ...


class Number(Protocol):
    """Puts sizes into a formula."""

    def __call__(self, formula: str, **sizes: int) -> int: ...


Declare = Callable[[str, object], Declaration]
Shapes = Callable[[Declaration, int], dict[str, tuple[int, ...]]]
Value = Callable[[Dim, Mapping[str, int]], int]
Implementation = Callable[[Declaration], type[nn.Module]]
Renamed = Callable[[str], str]
Entries = Callable[[SashimiOptions, int], Mapping[str, Entry]]


@pytest.fixture(autouse=True)
def _one_thread_and_seed() -> None:
    torch.set_num_threads(1)
    torch.manual_seed(0)


@pytest.fixture
def golden() -> Golden:
    """Tensors of a golden file whose names begin with `prefix`, without it, as float64."""

    def load(name: str, prefix: str = "") -> dict[str, Tensor]:
        tensors = load_file(GOLDEN / f"{name}.safetensors")
        return {
            k.removeprefix(prefix): v.double() for k, v in tensors.items() if k.startswith(prefix)
        }

    return load


@pytest.fixture
def declared() -> Declare:
    """What a stage of this plugin declares with some options."""
    return declare


@pytest.fixture
def shapes_of() -> Shapes:
    """The shapes of declared parameters at some width."""
    return shapes


@pytest.fixture
def value_of() -> Value:
    """What a dimension comes to for some sizes."""
    return value


@pytest.fixture
def number_of() -> Number:
    """What a formula comes to for some sizes."""
    return number


@pytest.fixture
def module_of() -> Implementation:
    """The module class a declaration names."""
    return implementation


@pytest.fixture
def reference_name() -> Renamed:
    """The name a parameter of SaShiMi has in the reference's backbone."""
    return renamed


@pytest.fixture
def entries() -> Entries:
    """The stages of an expansion with inputs and widths."""
    return entries_of


def declare(use: str, options: object) -> Declaration:
    """The declaration of a stage of this plugin."""
    return TYPES[use].declare(cast(Never, options))


def value(dim: Dim, sizes: Mapping[str, int]) -> int:
    """A dimension or formula with numbers put in."""
    found = lower(dim, lambda name: constant(sizes[name.text]))
    assert isinstance(found, Polynomial), dim
    assert found.as_int is not None
    return found.as_int


def number(formula: str, **sizes: int) -> int:
    """A formula of the contract language as a number."""
    dim, problems = parse_dim(quoted(formula, "formula"))
    assert dim is not None, problems
    return value(dim, sizes)


def shapes(declaration: Declaration, H: int) -> dict[str, tuple[int, ...]]:
    """Declared parameters with H put in."""
    found = {}
    for parameter in declaration.parameters:
        axes, problems = parse_shape(quoted(parameter.shape, parameter.name))
        assert axes is not None, problems
        found[parameter.name] = tuple(
            value(axis.dim, {"H": H}) for axis in axes if isinstance(axis, Axis)
        )
    return found


def implementation(declaration: Declaration) -> type[nn.Module]:
    """The module class a declaration names."""
    module, _, attribute = (declaration.implementation or "").partition(":")
    found: type[nn.Module] = getattr(importlib.import_module(module), attribute)
    return found


STAGES = (
    (r"^down\.", "d_layers."),
    (r"^center\.", "c_layers."),
    (r"^up\.(\d+)\.pool\.", r"u_layers.\1.0."),
    (r"^up\.(\d+)\.layers\.(\d+)\.", lambda m: f"u_layers.{m[1]}.{int(m[2]) + 1}."),
)
PARAMETERS = (
    (r"\.norm\.([ms])$", r".norm.norm.\1"),
    (r"\.(D|kernel\..*)$", r".layer.layer.\1"),
    (r"\.input\.", ".layer.ff.0.0."),
)


def renamed(name: str) -> str:
    """`up.0.layers.1.input.weight` is `u_layers.0.2.layer.ff.0.0.weight` there."""
    for pattern, replacement in STAGES + PARAMETERS:
        name = re.sub(pattern, replacement, name)
    is_s4d = re.match(r"c_layers\.\d*[02468]\.|u_layers\.\d+\.\d*[13579]\.", name) is not None
    return name.replace(".output.", ".layer.output_linear.0." if is_s4d else ".layer.ff.2.")


def entries_of(options: SashimiOptions, H: int) -> Mapping[str, Entry]:
    """The expansion's stages by name, each with its inputs and its width."""
    expansion = declare_sashimi(options).expansion
    assert expansion is not None
    widths, found, before = {"in.main": Fraction(H)}, {}, "in.main"
    for inner in expansion.stages:
        inputs = tuple(inner.inputs.values()) if inner.inputs is not None else (before,)
        width = widths[inputs[0]]
        assert all(widths[i] == width for i in inputs)
        found[inner.name] = Entry(inner, inputs, int(width))
        match inner.use, inner.options:
            case "s4.down-pool", PoolOptions(expand=expand):
                width *= expand
            case "s4.up-pool", PoolOptions(expand=expand):
                width /= expand
            case _:
                pass
        widths[inner.name] = width
        before = inner.name
    return found
