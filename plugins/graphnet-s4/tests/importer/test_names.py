"""The importer's names are those of the references, found by another way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graphnet_s4.backbone_options import IsotropicOptions, SashimiOptions, UnetOptions
from graphnet_s4.importer.names import Shape, kernel_place, module_of, names_of

if TYPE_CHECKING:
    from conftest import Entries, ReferenceNames

OPTIONS = [
    SashimiOptions(n_layers=2, layer="s4"),
    SashimiOptions(n_layers=3, pool=(2, 3, 2), flavour="standalone"),
    SashimiOptions(n_layers=2, ff=0),
    UnetOptions(n_layers=2, layer="s4"),
    UnetOptions(n_layers=1, pool=(4,), flavour="standalone", ff=0),
    IsotropicOptions(n_layers=3, ff=2),
]


@pytest.mark.parametrize("options", OPTIONS, ids=repr)
def test_every_parameter_is_looked_for_under_its_name(
    reference_names: ReferenceNames,
    entries: Entries,
    options: SashimiOptions | UnetOptions | IsotropicOptions,
) -> None:
    kind = f"s4.{type(options).__name__.removesuffix('Options').lower()}"
    is_flat = kind == "s4.unet" and options.flavour == "src"
    shape = Shape(kind, options.n_layers * (2 if options.ff else 1), is_flat)
    uses = {name: entry.inner.use for name, entry in entries(options, 64).items()}
    for ours, theirs in reference_names(options).items():
        stage = max((name for name in uses if ours.startswith(f"{name}.")), key=len)
        module = module_of(stage, shape)
        assert theirs in names_of(uses[stage], module, ours.removeprefix(f"{stage}.")), ours


def test_version_3_is_looked_for_behind_the_newest() -> None:
    found = list(names_of("s4.s4", "c_layers.0", "kernel.A_imag"))
    assert found[0] == "c_layers.0.layer.layer.kernel.A_imag"
    assert "c_layers.0.layer.kernel.kernel.w_imag" in found
    assert kernel_place(found[0]) == "c_layers.0.layer.layer.kernel"


def test_what_has_no_counterpart_has_no_name() -> None:
    shape = Shape("s4.sashimi", 2, is_flat=False)
    assert module_of("up.0.delay", shape) == ""
    assert list(names_of("basics.add", "x", "weight")) == []
