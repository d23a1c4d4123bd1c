"""How much a forward call keeps for its backward pass: what the memory of training consists of."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor
from torch.autograd.graph import saved_tensors_hooks


def kept_bytes(forward: Callable[[], object], *, but: tuple[Tensor, ...] = ()) -> int:
    """Bytes that autograd keeps of a call, each storage once and without those of `but`.

    What is there anyway belongs into `but`: inputs that others keep, and parameters.
    """
    given = {tensor.untyped_storage().data_ptr() for tensor in but}
    sizes: dict[int, int] = {}
    alive: list[Tensor] = []  # so that no storage is used twice meanwhile

    def pack(tensor: Tensor) -> Tensor:
        storage = tensor.untyped_storage()
        alive.append(tensor)
        if storage.data_ptr() not in given:
            sizes[storage.data_ptr()] = storage.nbytes()
        return tensor

    with torch.enable_grad(), saved_tensors_hooks(pack, lambda tensor: tensor):
        result = forward()
    del result
    return sum(sizes.values())
