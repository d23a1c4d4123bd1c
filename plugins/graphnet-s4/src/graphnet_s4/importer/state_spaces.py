"""The importer `s4.state-spaces`, as the core asks it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast, final

from torch import Tensor

from graphnet.plugin import Filling, ForeignWeights, ImportModel, Match
from graphnet_s4.importer.match import match
from graphnet_s4.importer.recipes import Recipe
from graphnet_s4.importer.values import value_of


@final
class StateSpaces:
    """Versions 3 and 4 of state-spaces/s4, its single-file models, and forks with its names."""

    def match(self, weights: ForeignWeights, model: ImportModel) -> Match:
        """Which tensor fills which parameter."""
        return match(weights, model)

    def value(self, filling: Filling, tensors: Mapping[str, Tensor]) -> Tensor:
        """The values of one filling."""
        recipe = cast(Recipe | None, filling.recipe)
        return value_of(recipe, tensors[filling.sources[0]], tensors)
