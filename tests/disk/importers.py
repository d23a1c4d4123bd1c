"""An importer of toys, and checkpoints by the names it knows: `foreign:` before each of ours."""

from __future__ import annotations

from collections.abc import Mapping

from graphnet.disk.compare import Shape, declared_shapes
from graphnet.disk.matching import Importer
from graphnet.plugin.imports import (
    Filling,
    ForeignTensor,
    ForeignWeights,
    Hint,
    ImportModel,
    Match,
)
from graphnet.plugin.types import ImporterType
from tests.disk.models import planned

TYPE = ImporterType(name="toy.foreign", summary="toys", implementation="tests.disk.importers:Toy")
SHAPES: Mapping[str, Shape] = declared_shapes(planned().plan)


class Toy:
    """Knows every parameter as `foreign:<name>`, and reads n_layers off a tensor of that name."""

    def match(self, weights: ForeignWeights, model: ImportModel) -> Match:
        names = [f"{s.path}.{name}" for s in model.stages for name in s.parameters]
        depth = weights.tensors.get("n_layers")
        known = [name for name in names if f"foreign:{name}" in weights.tensors]
        return Match(
            fillings=tuple(
                Filling(
                    parameter=name,
                    sources=(f"foreign:{name}",),
                    shape=weights.tensors[f"foreign:{name}"].shape,
                    reason="turned" if name == "head.bias" else "",
                )
                for name in known
            ),
            aside={} if depth is None else {"n_layers": "which is no weight"},
            hints=() if depth is None else self.hints(depth.number),
        )

    def hints(self, depth: int | None) -> tuple[Hint, ...]:
        """One that matters, and one that changes no tensor."""
        return (
            Hint(stage="backbone", option="n_layers", value=str(depth)),
            Hint(stage="backbone", option="dropout", value="0.25"),
        )


TOY = Importer(TYPE, Toy())


def weights_of(
    shapes: Mapping[str, Shape], dtype: str = "float32", n_layers: int | None = None
) -> ForeignWeights:
    """A checkpoint of tensors by our names, which may say how many layers there are."""
    tensors = {
        f"foreign:{name}": ForeignTensor(dtype=dtype, shape=shape) for name, shape in shapes.items()
    }
    if n_layers is not None:
        tensors["n_layers"] = ForeignTensor(dtype="int64", shape=(), number=n_layers)
    return ForeignWeights(tensors=tensors)
