"""The names of the inits, and what choosing one decides before any number is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

DiagonalInit = Literal["lin", "inv", "legs", "real", "inv2", "quad", "diag"]
DenseInit = Literal[
    "legs",
    "legt",
    "fourier",
    "hippo",
    "all",
    "lagt",
    "glagt",
    "legsd",
    "foud",
    "fourier2",
    "fourier_decay",
]
InputInit = Literal["constant", "alternating", "unit-cw", "unit-ccw"]

_COMBINATIONS: Mapping[str | None, tuple[str, ...]] = {
    "hippo": ("legs", "fourier"),
    "diag": ("inv", "lin"),
    "all": ("legs", "fourier", "inv", "lin"),
}


def parts_of(init: str | None) -> tuple[str | None, ...]:
    """The single inits that an init stands for; each has an equal share of the systems."""
    return _COMBINATIONS.get(init, (init,))


def least_rank(init: str | None) -> int:
    """How many vectors it takes to make the state matrix of an init normal."""
    return 2 if init == "legt" else 1
