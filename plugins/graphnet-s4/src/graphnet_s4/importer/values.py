"""The values of fillings: signs, step sizes and output vectors as they are kept here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import torch
from torch import Tensor

from graphnet_s4.importer.recipes import Readout, Recipe, Squeeze, StepSize, Turn
from graphnet_s4.modules.length import convert
from graphnet_s4.options import S4Options


def value_of(recipe: Recipe | None, tensor: Tensor, tensors: Mapping[str, Tensor]) -> Tensor:
    """The tensor as it means the same here; `tensors` are all sources of the filling."""
    match recipe:
        case None:
            return tensor
        case Turn():
            return -tensor
        case Squeeze():
            return tensor.reshape(recipe.shape(tuple(tensor.shape)))
        case StepSize():
            return _step_size(recipe, tensor).reshape(recipe.shape(tuple(tensor.shape)))
        case Readout():
            return _readout(recipe, tensor, tensors)


def _step_size(recipe: StepSize, log_dt: Tensor) -> Tensor:
    if recipe.into == "exp" and not recipe.is_fast:
        return log_dt
    inv_dt = log_dt.double()
    if recipe.into != "exp":
        inv_dt = torch.log(torch.expm1(torch.exp(inv_dt)))
    return torch.asinh(inv_dt) if recipe.is_fast else inv_dt


def _readout(recipe: Readout, C: Tensor, tensors: Mapping[str, Tensor]) -> Tensor:
    given = {
        word: value_of(inner, tensors[name], tensors)
        for word, (name, inner) in recipe.parts.items()
    }
    return convert({"C": C, **given}, cast(S4Options, recipe.options), recipe.then, recipe.now)
