"""One call of a stage's module: records are handed over as mappings and come back as such."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from torch import Tensor

from graphnet.build.protocols import Values
from graphnet.graph.plan import PlannedStage
from graphnet.graph.records import MAIN, gathered, member, split

T = TypeVar("T")
Flat = Mapping[str, Tensor]
Given = Values | Mapping[str, Values]


def call_stage(
    stage: PlannedStage, forward: Callable[..., Given], inputs: Flat
) -> dict[str, Tensor]:
    """What a module gives for the inputs of its flat ports, by flat port.

    A stage that is applied to each field of a record is called once for each.
    """
    if not stage.mapped:
        return flat_outputs(stage, forward(**dict(gathered(inputs))))
    found: dict[str, Tensor] = {}
    for field, ports in by_field(inputs):
        given = forward(**ports)
        if not isinstance(given, Tensor):
            raise TypeError(f"`{stage.path}` declares one tensor and returns none")
        found[member(MAIN, field)] = given
    return found


def by_field(inputs: Mapping[str, T]) -> Iterator[tuple[str, dict[str, T]]]:
    """For each field of `main`, the inputs of a call on that field alone."""
    fields = [split(port)[1] for port in inputs if split(port)[0] == MAIN]
    others = {port: value for port, value in inputs.items() if split(port)[0] != MAIN}
    for field in fields:
        yield field, {MAIN: inputs[member(MAIN, field)], **others}


def flat_outputs(stage: PlannedStage, given: Given) -> dict[str, Tensor]:
    """What a module returned, by the flat ports that its stage declares.

    TypeError where it returns something else than it declares.
    """
    if isinstance(given, Tensor):
        found = {MAIN: given}
    elif all(split(port)[0] == MAIN and split(port)[1] for port in stage.gives):
        found = dict(_flat({MAIN: given.get(MAIN, given)}))
    else:
        found = dict(_flat(given))
    if found.keys() != stage.gives.keys():
        raise TypeError(
            f"`{stage.path}` declares {_listed(stage.gives)} and returns {_listed(found)}"
        )
    return found


def laid_flat(values: Mapping[str, Values]) -> dict[str, Tensor]:
    """Values of ports by flat port: a record's tensors one by one."""
    return dict(_flat(values))


def _flat(given: Mapping[str, Given]) -> Iterator[tuple[str, Tensor]]:
    for port, value in given.items():
        if isinstance(value, Tensor):
            yield port, value
        else:
            yield from ((member(port, f), v) for f, v in value.items() if isinstance(v, Tensor))


def _listed(ports: Mapping[str, object]) -> str:
    return ", ".join(f"`{port}`" for port in ports) or "nothing"
