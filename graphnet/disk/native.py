"""The core's own importer: weights that graphnet exported, whose names are the model's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from graphnet.plugin.imports import Filling, ForeignWeights, ImportModel, Match
from graphnet.plugin.types import ImporterType

T = TypeVar("T")

NATIVE = ImporterType(
    name="graphnet",
    summary="weights of `graphnet export`, and files with the model's own names",
    implementation="graphnet.disk.native:Native",
)


class Native:
    """Every parameter is filled from the tensor of its own name."""

    def match(self, weights: ForeignWeights, model: ImportModel) -> Match:
        """Fill what has a tensor of its name."""
        return Match(
            fillings=tuple(
                Filling(parameter=name, sources=(name,), shape=weights.tensors[name].shape)
                for stage in model.stages
                for name in (f"{stage.path}.{parameter}" for parameter in stage.parameters)
                if name in weights.tensors
            )
        )

    def value(self, filling: Filling, tensors: Mapping[str, T]) -> T:
        """The tensor as it is."""
        return tensors[filling.parameter]
