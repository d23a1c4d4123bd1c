"""The state a stage declares for stepping, against what `initial_state` gives."""

from __future__ import annotations

import torch
from torch import Tensor

from graphnet.build.protocols import State
from graphnet.contract.lower import lower
from graphnet.contract.polynomial import Polynomial, try_evaluate
from graphnet.contract.syntax import Axis
from graphnet.contract.syntax import State as StateNode
from graphnet.verify.check import Finding
from graphnet.verify.ports import Point
from graphnet.verify.rules.step_differs import state_differs
from graphnet.verify.subject import Subject

_STARTS = {"zeros": 0, "ones": 1}


def state_wrong(subject: Subject, state: State, point: Point) -> Finding | None:
    """What differs from the declared state, if any is declared."""
    nodes = subject.declared.state
    if not nodes:
        return None
    if len(nodes) != len(state):
        return state_differs(0, f"{len(nodes)} tensors", f"{len(state)} tensors", point)
    for index, (node, tensor) in enumerate(zip(nodes, state, strict=True)):
        shape, dtype = _shape(subject, node, point), _dtype(node)
        expected = f"{name(dtype)} {shape}"
        if shape is not None and (shape != tuple(tensor.shape) or dtype != tensor.dtype):
            return state_differs(index, expected, state_text(tensor), point)
        start = _STARTS.get(node.start)
        if start is not None and not bool((tensor == start).all()):
            return state_differs(index, f"all {node.start}", "other values", point)
    return None


def _shape(subject: Subject, node: StateNode, point: Point) -> tuple[int, ...] | None:
    """The declared shape at some sizes; None where it speaks of sizes that nothing gives."""
    axes = (axis for axis in node.tensor.shape if isinstance(axis, Axis))
    lowered = [lower(axis.dim, subject.names.value) for axis in axes]
    sizes = [try_evaluate(s, dict(point)) for s in lowered if isinstance(s, Polynomial)]
    known = tuple(size for size in sizes if size is not None)
    return known if len(known) == len(node.tensor.shape) else None


def _dtype(node: StateNode) -> torch.dtype:
    """The declared dtype where the run computes in float64."""
    written = (node.tensor.dtypes or ("float",))[0]
    found: torch.dtype = torch.float64 if written == "float" else getattr(torch, written)
    return found


def state_text(tensor: Tensor) -> str:
    """`float64 (2, 16, 32, 2)`."""
    return f"{name(tensor.dtype)} {tuple(tensor.shape)}"


def name(dtype: torch.dtype) -> str:
    """A dtype's name."""
    return str(dtype).removeprefix("torch.")
