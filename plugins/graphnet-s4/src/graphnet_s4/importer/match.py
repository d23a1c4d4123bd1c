"""How each parameter of a plan is filled from a checkpoint of the references."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from attrs import frozen

from graphnet.plugin import (
    Filling,
    ForeignTensor,
    ForeignWeights,
    ImportModel,
    ImportStage,
    Match,
)
from graphnet_s4.flavour import traits_of
from graphnet_s4.importer.hints import hints_for
from graphnet_s4.importer.layout import (
    Backbone,
    find_backbone,
    modules_under,
    outer_stages,
)
from graphnet_s4.importer.names import kernel_place, module_of, names_of
from graphnet_s4.importer.recipes import Readout, Recipe, Squeeze, StepSize, Turn
from graphnet_s4.options import S4DOptions, S4Options

ASIDE = {
    "omega": "computed anew for every length",
    "z": "computed anew for every length",
    "A": "which version 3 kept and never read",
}
LONGEST = 2**31
LENGTHS = ("l_kernel", "L")
PARTS = ("B", "inv_dt", "A_real", "A_imag", "P")


@frozen
class Found:
    """A tensor that fills a parameter."""

    stage: ImportStage
    parameter: str
    name: str
    tensor: ForeignTensor

    @property
    def wanted(self) -> tuple[int, ...]:
        """The parameter's shape."""
        return self.stage.parameters[self.parameter]


def match(weights: ForeignWeights, model: ImportModel) -> Match:
    """Backbone by names, encoder and decoder by their order and last words."""
    backbone = find_backbone(weights, model)
    if backbone is None:
        return Match()
    found = {f"{f.stage.path}.{f.parameter}": f for f in _found(backbone, weights, model)}
    fillings = tuple(_filling(f, found, weights) for f in found.values())
    used = {name for filling in fillings for name in filling.sources}
    return Match(
        fillings=fillings,
        aside={n: why for n, why in _aside(backbone, weights).items() if n not in used},
        hints=tuple(hints_for(backbone)),
        refusals=tuple(_refusals(found.values(), weights)),
    )


def _refusals(found: Iterable[Found], weights: ForeignWeights) -> Iterator[str]:
    """Output vectors of which nothing says for which length they were kept, or nothing sensible."""
    places = (kernel_place(f.name) for f in found if _is_readout(f))
    kernels = [place for place in places if f"{place}.P" in weights.tensors]
    unsaid = [kernel for kernel in kernels if _noted_length(kernel, weights) is None]
    if unsaid:
        yield (
            f"`{unsaid[0]}.l_kernel` is missing, and without it nobody can tell whether C was "
            "kept as it is or for a length"
        )
    senseless = [k for k in kernels if not 0 <= (_noted_length(k, weights) or 0) <= LONGEST]
    if senseless:
        number = _noted_length(senseless[0], weights)
        yield f"`{senseless[0]}.l_kernel` is {number}, which is no length"


def _is_readout(found: Found) -> bool:
    return found.stage.use == "s4.s4" and found.parameter == "kernel.C"


def _found(backbone: Backbone, weights: ForeignWeights, model: ImportModel) -> Iterator[Found]:
    for inner, stage in backbone.inside(model):
        module = module_of(inner, backbone.shape)
        for parameter in stage.parameters if module else ():
            for name in names_of(stage.use, module, parameter):
                if name in backbone.tensors:
                    full = f"{backbone.prefix}{name}"
                    yield Found(stage, parameter, full, weights.tensors[full])
                    break
    root = backbone.prefix.removesuffix("model.")
    before, behind = outer_stages(backbone.path, model)
    yield from _in_order(before, f"{root}encoder.", weights)
    yield from _in_order(behind, f"{root}decoder.", weights)


def _in_order(stages: list[ImportStage], prefix: str, weights: ForeignWeights) -> Iterator[Found]:
    """Modules of the checkpoint for stages of ours, one after the other, by parameters' names."""
    modules = modules_under(weights.tensors, prefix)
    for stage, leaves in zip(stages, modules.values(), strict=False):
        for parameter in stage.parameters:
            name = leaves.get(parameter.rpartition(".")[2])
            if name is not None:
                yield Found(stage, parameter, name, weights.tensors[name])


def _filling(found: Found, others: Mapping[str, Found], weights: ForeignWeights) -> Filling:
    if _is_readout(found):
        readout = _readout(found, others, weights)
        if readout is not None:
            return readout
    recipe = _recipe(found)
    return Filling(
        parameter=f"{found.stage.path}.{found.parameter}",
        sources=(found.name,),
        shape=found.tensor.shape if recipe is None else recipe.shape(found.tensor.shape),
        reason="" if recipe is None else recipe.reason,
        recipe=recipe,
    )


def _recipe(found: Found) -> Recipe | None:
    leaf = found.name.rpartition(".")[2]
    shape, wanted = found.tensor.shape, found.wanted
    match leaf:
        case "log_dt":
            options = found.stage.options
            return StepSize(into=_dt_transform(options), is_fast=_is_fast(options))
        case "w_imag" | "A_imag" if _is_of_version_3(found, leaf):
            return Turn()
        case "B" if len(shape) == len(wanted) - 1:  # version 3 of the diagonal kernel
            return Squeeze(axes=1, at_front=True)
        case _ if len(shape) > len(wanted) and set(shape[len(wanted) :]) == {1}:
            return Squeeze(axes=len(wanted) - len(shape))
    return None


def _is_of_version_3(found: Found, leaf: str) -> bool:
    """Whether A_imag still has the sign of version 3, whose kernels are one object deeper."""
    return leaf == "w_imag" or ".kernel.kernel." in found.name


def _readout(found: Found, others: Mapping[str, Found], weights: ForeignWeights) -> Filling | None:
    """C where the checkpoint keeps it for another length than the spec says."""
    options = found.stage.options
    now = options.l_kernel if isinstance(options, S4Options) else None
    kernel = kernel_place(found.name)
    lengths = _length_names(kernel, weights)
    then = _noted_length(kernel, weights) or None  # 0 is C itself
    parts = {word: others.get(f"{found.stage.path}.kernel.{word}") for word in PARTS}
    known = {word: part for word, part in parts.items() if part is not None}
    if then == now or len(known) < len(parts):
        return None
    recipe = Readout(
        then=then,
        now=now,
        options=options,
        parts={word: (part.name, _recipe(part)) for word, part in known.items()},
    )
    return Filling(
        parameter=f"{found.stage.path}.{found.parameter}",
        sources=(found.name, *(part.name for part in known.values()), *lengths),
        shape=found.tensor.shape,
        reason=recipe.reason,
        recipe=recipe,
    )


def _noted_length(kernel: str, weights: ForeignWeights) -> int | None:
    """For which length the checkpoint keeps C, None where it does not say."""
    numbers = (weights.tensors[name].number for name in _length_names(kernel, weights))
    return next(numbers, None)


def _length_names(kernel: str, weights: ForeignWeights) -> tuple[str, ...]:
    """The tensor that says for which length the checkpoint keeps C, if there is one."""
    names = (f"{kernel}.{word}" for word in LENGTHS)
    return tuple(name for name in names if name in weights.tensors)


def _dt_transform(options: object) -> str:
    match options:
        case S4Options() | S4DOptions():
            return options.dt_transform or traits_of(options.flavour).dt_transform
    return "exp"


def _is_fast(options: object) -> bool:
    match options:
        case S4Options() | S4DOptions():
            return options.dt_fast
    return False


def _aside(backbone: Backbone, weights: ForeignWeights) -> dict[str, str]:
    """Buffers inside kernels, which say nothing of their own."""
    found = {}
    for name, tensor in weights.tensors.items():
        place, _, leaf = name.rpartition(".")
        if not place.endswith("kernel") or not name.startswith(backbone.prefix):
            continue
        if leaf in LENGTHS and tensor.number is not None:
            found[name] = "the length for which C was kept"
        elif leaf in ASIDE and not (leaf == "A" and f"{place}.A_imag" not in weights.tensors):
            found[name] = ASIDE[leaf]
    return found
