"""Whether a module, given float64, computes in something narrower on the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, final

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

NARROW = frozenset({torch.float32, torch.float16, torch.bfloat16, torch.complex64})
TIGHT = 1e-8
LOOSE = 1e-3


@final
class Watch(TorchDispatchMode):  # type: ignore[no-untyped-call]  # torch leaves it untyped
    """Notes whether any result, while it is on, is narrower than float64."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        self.is_narrow = False

    def __torch_dispatch__(  # torch's own signature
        self,
        func: Callable[..., Any],
        types: Sequence[type],
        args: Sequence[Any] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        found = func(*args, **(kwargs or {}))
        leaves = tree_leaves(found)
        self.is_narrow |= any(isinstance(x, Tensor) and x.dtype in NARROW for x in leaves)
        return found


def gap(left: Tensor, right: Tensor) -> float:
    """The largest difference; infinite where one is no number and the other is."""
    if left.shape != right.shape:
        return float("inf")
    if left.numel() == 0:
        return 0.0
    if not (left.is_floating_point() or left.is_complex()):
        return float((left != right).any())
    same = (left == right) | (left.isnan() & right.isnan())
    differences = (left - right).abs().double().masked_fill(same, 0.0)
    return float(differences.nan_to_num(float("inf"), float("inf")).max())


def size(tensor: Tensor) -> float:
    """The largest value, 1 where all are smaller."""
    if tensor.numel() == 0 or not (tensor.is_floating_point() or tensor.is_complex()):
        return 1.0
    return max(1.0, float(tensor.detach().abs().double().nan_to_num(0.0, 0.0).max()))
