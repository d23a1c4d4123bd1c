"""Where in a checkpoint the backbone, the encoder and the decoder are, and in which layout."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from attrs import frozen

from graphnet.plugin import ForeignTensor, ForeignWeights, ImportModel, ImportStage
from graphnet_s4.importer.names import Shape

BACKBONES = ("s4.sashimi", "s4.unet", "s4.isotropic")
_LIST = re.compile(r"(?P<prefix>(?:.*?\.)?)(?:[dcu]_layers|layers)\.\d+\.")
_NESTED = re.compile(r"u_layers\.\d+\.\d+\.")


@frozen
class Backbone:
    """Our composite, and the names of theirs without what stands before all of them."""

    path: str
    shape: Shape
    prefix: str
    tensors: Mapping[str, ForeignTensor]

    def inside(self, model: ImportModel) -> Iterable[tuple[str, ImportStage]]:
        """Its stages, each with its name inside."""
        before = f"{self.path}."
        for stage in model.stages:
            if stage.path.startswith(before):
                yield stage.path.removeprefix(before), stage


def find_backbone(weights: ForeignWeights, model: ImportModel) -> Backbone | None:
    """The first backbone of the plan beside the lists of blocks in the checkpoint."""
    path, kind = next(
        ((path, use) for path, use in model.composites.items() if use in BACKBONES), ("", "")
    )
    found = Counter(m["prefix"] for name in weights.tensors if (m := _LIST.match(name)))
    if not path or not found:
        return None
    prefix = found.most_common(1)[0][0]
    inside = {n.removeprefix(prefix): t for n, t in weights.tensors.items() if n.startswith(prefix)}
    is_flat = kind == "s4.unet" and not any(_NESTED.match(name) for name in inside)
    return Backbone(path, Shape(kind, _blocks(path, model), is_flat), prefix, inside)


def outer_stages(path: str, model: ImportModel) -> tuple[list[ImportStage], list[ImportStage]]:
    """The stages with parameters before the backbone, and those behind it."""
    places = [i for i, s in enumerate(model.stages) if s.path.startswith(f"{path}.")]
    before, behind = model.stages[: places[0]], model.stages[places[-1] + 1 :]
    return [s for s in before if s.parameters], [s for s in behind if s.parameters]


def modules_under(names: Iterable[str], prefix: str) -> dict[str, dict[str, str]]:
    """Tensors below a prefix by module and by their last word, in the order of the file."""
    modules: dict[str, dict[str, str]] = {}
    for name in names:
        if name.startswith(prefix):
            module, _, leaf = name.rpartition(".")
            modules.setdefault(module, {})[leaf] = name
    return modules


def _blocks(path: str, model: ImportModel) -> int:
    """How many blocks we have at one rate."""
    center = re.compile(rf"{re.escape(path)}\.(center|layers)\.\d+")
    return sum(center.fullmatch(stage.path) is not None for stage in model.stages)
