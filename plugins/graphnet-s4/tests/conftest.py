"""What several tests of this plugin share: golden tensors and a plain way to run an expansion."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from importlib.metadata import EntryPoint
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
from graphnet.graph import Plan, plan_spec
from graphnet.plugin import Declaration, Inner
from graphnet.registry import Registry, collect
from graphnet.spec.load import spec_from_text
from graphnet.text import SourceText, quoted
from graphnet_s4.backbone_options import BackboneOptions, IsotropicOptions, UnetOptions
from graphnet_s4.options import PoolOptions
from graphnet_s4.plugin import graphnet_stages

GOLDEN = Path(__file__).parent / "golden"
TYPES = {stage.name: stage for stage in graphnet_stages()}

SPEC = """
format = 1
name   = "pipeline"

[sizes]
bits    = {bits}
d_model = {d_model}

[source]
use      = "audio.files"
contract = "-> int64 (B, L, 1) in [0, 2**bits)"

[stages.encoder]
use      = "embedding"
contract = "int64 (B, L, 1) in [0, 2**bits) -> float (B, L, d_model)"

[stages.backbone]
use     = "{use}"
options = {{ {options} }}

[stages.head]
use      = "categorical"
contract = "(B, L, d_model) -> (B, L, 2**bits)"

[stages.decoder]
use = "sequence"

[objective]
use     = "cross-entropy"
predict = "{predict}"
"""


@frozen
class Entry:
    """One inner stage with its inputs named and its width known."""

    inner: Inner
    inputs: tuple[str, ...]
    H: int


class Golden(Protocol):
    """Loads tensors of a golden file by the prefix of their names."""

    def __call__(self, name: str, prefix: str = "") -> dict[str, Tensor]: ...


Planned = Callable[..., Plan]
Written = Callable[..., str]
Number = Callable[..., int]
Declare = Callable[[str, object], Declaration]
Shapes = Callable[[Declaration, int], dict[str, tuple[int, ...]]]
Value = Callable[[Dim, Mapping[str, int]], int]
Implementation = Callable[[Declaration], type[nn.Module]]
ReferenceNames = Callable[[BackboneOptions], Mapping[str, str]]
Entries = Callable[[BackboneOptions, int], Mapping[str, Entry]]


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
def reference_names() -> ReferenceNames:
    """The names the parameters of a backbone have in the reference's."""
    return reference_names_of


@pytest.fixture
def entries() -> Entries:
    """The stages of an expansion with inputs and widths."""
    return entries_of


@pytest.fixture(scope="session")
def registry() -> Registry:
    """The stages of this plugin and of those that a pipeline around it needs."""
    names = ("audio", "basics", "s4")
    found = collect(EntryPoint(n, f"graphnet_{n}.plugin", "graphnet") for n in names)
    assert found.broken == ()
    return found


@pytest.fixture
def written() -> Written:
    """A spec of embedding, backbone, head and cross-entropy."""
    return spec_around


@pytest.fixture
def planned(registry: Registry) -> Planned:
    """The plan of such a spec."""

    def plan(options: str, bits: int = 8, d_model: int = 64, use: str = "sashimi") -> Plan:
        text = spec_around(options, bits, d_model, use)
        spec, problems = spec_from_text(SourceText("test.toml", text))
        assert problems == ()
        assert spec is not None
        made, problems = plan_spec(spec, registry)
        assert made is not None, [d.message for d in problems]
        return made

    return plan


def spec_around(options: str, bits: int = 8, d_model: int = 64, use: str = "sashimi") -> str:
    """A pipeline around a backbone; what looks ahead would see the answer to `next`."""
    predict = "same" if "bidirectional" in options else "next"
    return SPEC.format(options=options, bits=bits, d_model=d_model, use=use, predict=predict)


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


PARAMETERS = {
    "s4.feed-forward": ((r"^input\.", "layer.ff.0.0."), (r"^output\.", "layer.ff.2.")),
    "s4.s4": ((r"^(D$|kernel\.)", r"layer.layer.\1"), (r"^output\.", "layer.output_linear.0.")),
}
PARAMETERS["s4.s4d"] = PARAMETERS["s4.s4"]


def reference_names_of(options: BackboneOptions) -> Mapping[str, str]:
    """`up.0.layers.1.input.weight` is `u_layers.0.2.layer.ff.0.0.weight` there."""
    is_stack = isinstance(options, IsotropicOptions)
    names, norm = {}, r"^norm\." if is_stack else r"^norm\.(?=[ms]$)"
    for inner in expanded(options):
        for parameter in declare(inner.use, inner.options).parameters if inner.use in TYPES else ():
            name = re.sub(norm, "norm.norm.", parameter.name)
            for pattern, replacement in PARAMETERS.get(inner.use, ()):
                name = re.sub(pattern, replacement, name)
            names[f"{inner.name}.{parameter.name}"] = f"{place_of(inner.name, options)}.{name}"
    last = "norm.norm" if is_stack else "norm"
    return names | {f"norm.{part}": f"{last}.{part}" for part in ("weight", "bias")}


def place_of(name: str, options: BackboneOptions) -> str:
    """Where the reference has a stage: its lists are flat, of `n_layers` blocks and a pool."""
    is_flat = isinstance(options, UnetOptions)
    n_blocks = options.n_layers * (2 if options.ff else 1)
    match name.split("."):
        case "down", level, "layers", place:
            return f"d_layers.{int(level) * (n_blocks + 1) + int(place)}"
        case "down", level, "pool":
            return f"d_layers.{int(level) * (n_blocks + 1) + n_blocks}"
        case "up", level, *rest:
            place = "0" if rest == ["pool"] else f"{int(rest[1]) + 1}"
            if is_flat and options.flavour == "src":
                return f"u_layers.{int(level) * (n_blocks + 1) + int(place)}"
            return f"u_layers.{level}.{place}"
        case "down" | "center" as side, place:
            return f"{side[0]}_layers.{place}"
    return name


def expanded(options: BackboneOptions) -> tuple[Inner, ...]:
    """The stages of a backbone."""
    (use,) = (stage.name for stage in TYPES.values() if stage.options is type(options))
    expansion = declare(use, options).expansion
    assert expansion is not None
    return expansion.stages


def entries_of(options: BackboneOptions, H: int) -> Mapping[str, Entry]:
    """The expansion's stages by name, each with its inputs and its width."""
    widths, found, before = {"in.main": Fraction(H)}, {}, "in.main"
    for inner in expanded(options):
        wired = inner.inputs or {"main": before}
        inputs = tuple(of for port, of in wired.items() if port != "lengths")
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
