"""What a checkpoint's tensors say of the options it was trained with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from graphnet.plugin import ForeignTensor, Hint
from graphnet_s4.importer.layout import Backbone

DEEPEST = 512  # blocks: a file of a million names is no reason to plan as many stages

Tensors = Mapping[str, ForeignTensor]


def hints_for(backbone: Backbone) -> Iterator[Hint]:
    """One hint for each option that can be read off; those that are so already do no harm."""
    tensors, kind = backbone.tensors, backbone.shape.kind
    found: dict[str, str] = {
        **_flavour(tensors, kind),
        **_depth(backbone),
        **_kernel(tensors),
        **_pools(tensors, kind),
    }
    for option, value in found.items():
        yield Hint(stage=backbone.path, option=option, value=value)


def _flavour(tensors: Tensors, kind: str) -> dict[str, str]:
    if kind == "s4.isotropic":
        return {}
    is_scalar = any(name.endswith(".norm.norm.m") for name in tensors)
    return {"flavour": '"src"' if is_scalar else '"standalone"'}


def _depth(backbone: Backbone) -> dict[str, str]:
    """How many pairs of blocks there are, and how wide the second of each is."""
    tensors = backbone.tensors
    name = "layers" if backbone.shape.kind == "s4.isotropic" else "c_layers"
    numbers = {m[1] for each in tensors if (m := re.match(rf"{name}\.(\d+)\.", each))}
    wide = _first(tensors, r"(?:c_)?layers\.\d+\.layer\.ff\.0\.0\.weight")
    if not 0 < len(numbers) <= DEEPEST:
        return {}
    ff = 0 if wide is None or len(wide.shape) < 2 else wide.shape[0] // max(1, wide.shape[1])
    return {"n_layers": str(len(numbers) // (2 if ff else 1)), "ff": str(ff)}


def _kernel(tensors: Tensors) -> dict[str, str]:
    """Which kind of state matrix, and of which size."""
    P = _first(tensors, r".*kernel\.P")
    C = _first(tensors, r".*kernel\.C")
    found = {"layer": '"s4d"' if P is None else '"s4"'}
    if C is not None and len(C.shape) == 4:
        found["d_state"] = str(2 * C.shape[2])
    if P is not None and P.shape[0] != 1:
        found["rank"] = str(P.shape[0])
    return found


def _pools(tensors: Tensors, kind: str) -> dict[str, str]:
    """By how much the pools on the way down make items fewer and wider."""
    shapes = [
        tensor.shape
        for name, tensor in tensors.items()
        if re.fullmatch(r"d_layers\.\d+\.linear(\.0)?\.weight(_v)?", name)
    ]
    norm = tensors.get("norm.weight") or tensors.get("norm.norm.weight")
    if kind == "s4.isotropic" or norm is None or not shapes:
        return {}
    width, pool, expand = norm.shape[0], [], 0
    for n_out, n_in, *_ in shapes:
        if not width or n_in % width or n_out % width:
            return {}
        pool.append(n_in // width)
        expand, width = n_out // width, n_out
    return {"pool": f"[{', '.join(map(str, pool))}]", "expand": str(expand)}


def _first(tensors: Tensors, pattern: str) -> ForeignTensor | None:
    return next((t for name, t in tensors.items() if re.fullmatch(pattern, name)), None)
