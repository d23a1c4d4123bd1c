"""Dropout that costs nothing where there is none."""

from __future__ import annotations

from torch import nn


def build_dropout(p: float) -> nn.Module:
    """Dropout with probability `p`, or nothing: even an idle one is felt in a step."""
    return nn.Dropout(p) if p else nn.Identity()


def drops(*modules: nn.Module) -> bool:
    """Whether one of them drops anything now."""
    return any(isinstance(module, nn.Dropout) and module.training for module in modules)
