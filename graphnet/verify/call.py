"""A stage's module called on tensors by port, with what it gives sorted by port."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn

from graphnet.graph.records import MAIN, gathered, members
from graphnet.values import frozen
from graphnet.verify.ports import Port

Tensors = Mapping[str, Tensor]


@frozen
class Raised:
    """A call that failed; the exception is quoted, never read."""

    problem: Exception

    @property
    def line(self) -> str:
        """The exception in one line."""
        first = (str(self.problem).strip().splitlines() or [""])[0]
        text = f"{type(self.problem).__name__}: {first}" if first else type(self.problem).__name__
        return text if len(text) <= MOST else f"{text[: MOST - 3]}..."


MOST = 160


def call(module: nn.Module, values: Tensors, outputs: Sequence[Port]) -> dict[str, Tensor] | Raised:
    """Run a module without gradients; what it gives comes back flat, whatever the names."""
    with torch.no_grad():
        return call_with_gradients(module, values, outputs)


def call_with_gradients(
    module: nn.Module, values: Tensors, outputs: Sequence[Port]
) -> dict[str, Tensor] | Raised:
    """The same, with what a backward pass needs."""
    try:
        given = module(**dict(gathered(values)))
    except Exception as problem:  # noqa: BLE001  # a plugin's module may fail in any way
        return Raised(problem)
    return flat(given, outputs)


def flat(given: object, outputs: Sequence[Port]) -> dict[str, Tensor] | Raised:
    """What a module gave, by flat port."""
    is_record = all(port.name.startswith(f"{MAIN}.") for port in outputs)
    match given:
        case Tensor():
            return {MAIN: given}
        case Mapping() if is_record and MAIN not in given:
            return _flat_mapping({MAIN: given})
        case Mapping():
            return _flat_mapping(given)
    return Raised(TypeError(f"gives {type(given).__name__}, neither a tensor nor a mapping"))


def _flat_mapping(given: Mapping[object, object]) -> dict[str, Tensor] | Raised:
    found: dict[str, Tensor] = {}
    for name, value in given.items():
        match value:
            case Tensor():
                found[str(name)] = value
            case Mapping():
                found |= {f"{name}.{f}": v for f, v in value.items() if isinstance(v, Tensor)}
            case _:
                return Raised(TypeError(f"gives {type(value).__name__} under `{name}`"))
    return found


def fields_of(values: Tensors, port: str) -> Tensor | dict[str, Tensor]:
    """What a module is handed for one port: a tensor, or the fields of a record."""
    names = members(values, port)
    return dict(gathered({name: values[name] for name in names}))[port]
