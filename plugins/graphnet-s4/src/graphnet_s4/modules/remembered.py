"""One result that is kept while the values it was made of stay the same."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Generic, TypeVar, final

import torch
from torch import Tensor, nn

from graphnet_s4.modules.products import is_traced

T = TypeVar("T")
MOST = 4  # results for values: chunks, and what is left behind the last


@final
class Remembered(Generic[T]):
    """Results by key, for one set of values; other values make it forget them all.

    Values are compared number by number, so that no way of changing a parameter is overlooked: they
    are few beside what is made of them. Where gradients are wanted nothing is kept.
    """

    def __init__(self) -> None:
        self._values: tuple[Tensor, ...] = ()
        self._found: dict[Hashable, T] = {}

    def find(self, module: nn.Module, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives, for the parameters that the module has now."""
        values = tuple(module.parameters())
        if torch.is_grad_enabled():
            self._values, self._found = (), {}  # parameters are about to change
        if not _may_be_kept(values):
            return make()
        if not _are_equal(self._values, values):
            self._found = {}
            self._values = tuple(value.detach().clone() for value in values)
        kept = self._found
        if key not in kept:
            if len(kept) == MOST:
                kept.pop(next(iter(kept)))
            kept[key] = make()
        return kept[key]


def _may_be_kept(values: Iterable[Tensor]) -> bool:
    is_run = not torch.is_grad_enabled() and not is_traced()
    return is_run and not any(value.is_meta for value in values)


def _are_equal(old: tuple[Tensor, ...], new: tuple[Tensor, ...]) -> bool:
    return len(old) == len(new) and all(
        a.dtype == b.dtype and a.device == b.device and torch.equal(a, b)
        for a, b in zip(old, new, strict=True)
    )
