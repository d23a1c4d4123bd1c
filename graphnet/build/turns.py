"""The turns of a network: a stage alone, a selecting stage early, or a segment in chunks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import torch
from torch import Tensor

from graphnet.build.chunked import Ports, Segment, run_chunked
from graphnet.graph.plan import PlannedStage, Wire
from graphnet.graph.records import MAIN
from graphnet.graph.rewrites.chunked import wires_in
from graphnet.graph.rewrites.readers import LENGTHS, TIME
from graphnet.graph.rewrites.route import Turn
from graphnet.values import frozen

Call = Callable[[PlannedStage, Mapping[str, Tensor]], dict[str, Tensor]]
"""What a stage gives for its inputs, both by flat port."""

Carried = Mapping[Wire, Tensor]


@frozen(eq=False)
class Crew:
    """What runs stages: `call`, and what those of a segment learn with.

    `is_ahead` says that the gradient of an objective is the same at every position, as far as is
    known beforehand.
    """

    call: Call
    parameters: Callable[[PlannedStage], Iterator[Tensor]]
    is_ahead: bool


def run_turn(turn: Turn, values: Carried, crew: Crew) -> dict[Wire, Tensor]:
    """What a turn adds to what wires carry already."""
    match turn.rewrite:
        case None:
            return _run_plainly(turn.stages[0], values, crew.call)
        case rewrite if rewrite.name == "early":
            return _run_early(turn, values, crew.call)
        case rewrite:
            return _run_in_chunks(turn, values, crew, rewrite.positions)


def _run_plainly(stage: PlannedStage, values: Carried, call: Call) -> dict[Wire, Tensor]:
    inputs = {port: values[wire] for port, wire in stage.inputs.items()}
    return {Wire(stage.path, port): tensor for port, tensor in call(stage, inputs).items()}


def _run_early(turn: Turn, values: Carried, call: Call) -> dict[Wire, Tensor]:
    """Select first, then run those that were in front, on what is kept alone."""
    selecting, *passed = turn.stages
    main = values[passed[0].inputs[MAIN]]
    lengths = _lengths(selecting, values)
    kept = call(selecting, {MAIN: main, **lengths})[MAIN]
    is_one = selecting.gives[MAIN].time_axis is None
    found = kept.unsqueeze(TIME) if is_one else kept
    for stage in passed:
        found = call(stage, {MAIN: found})[MAIN]
    found = found.squeeze(TIME) if is_one else found
    # where an example is too short for the places asked for, zeros stand behind what was in front
    places = main.new_ones((*main.shape[:2], *(1,) * (main.dim() - 2)))
    found = found.masked_fill(_kept(selecting, places, lengths, call) == 0, 0)
    return {Wire(selecting.path): found}


def _lengths(stage: PlannedStage, values: Carried) -> dict[str, Tensor]:
    return {port: values[wire] for port, wire in stage.inputs.items() if port == LENGTHS}


def _kept(stage: PlannedStage, ones: Tensor, lengths: Ports, call: Call) -> Tensor:
    """Ones where a selecting stage gives an item, zeros where it has none to give."""
    inputs = {port: ones for port in stage.inputs if port != LENGTHS}
    return next(iter(call(stage, {**inputs, **lengths}).values()))


def _run_in_chunks(turn: Turn, values: Carried, crew: Crew, positions: int) -> dict[Wire, Tensor]:
    """A segment chunk by chunk; a stage that is told lengths says beforehand what it keeps."""
    names = {wire: f"{wire.stage} {wire.port}" for wire in wires_in(turn.stages)}
    inputs = {name: values[wire] for wire, name in names.items()}
    inputs |= dict(_masks(turn, values, crew.call))
    end = Wire(turn.stages[-1].path)

    def run(ports: Ports) -> Tensor:
        found = {wire: ports[name] for wire, name in names.items()}
        for stage in turn.stages:
            if LENGTHS in stage.inputs:
                found |= _blanked(stage, found, ports[stage.path])
            else:
                found |= _run_plainly(stage, found, crew.call)
        return found[end]

    learned = {id(p): p for stage in turn.stages for p in crew.parameters(stage)}
    segment = Segment(run, tuple(learned.values()), positions, crew.is_ahead)
    return {end: run_chunked(segment, inputs)}


def _masks(turn: Turn, values: Carried, call: Call) -> Iterator[tuple[str, Tensor]]:
    """What each stage that is told lengths keeps, as `(B, L, 1)`, under its path."""
    whole = values[wires_in(turn.stages)[0]]
    for stage in turn.stages:
        lengths = _lengths(stage, values)
        if lengths:
            rank = len(next(iter(stage.gives.values())).axes)
            ones = torch.ones((*whole.shape[:2], *(1,) * (rank - 2)), device=whole.device)
            yield stage.path, _kept(stage, ones, lengths, call)


def _blanked(stage: PlannedStage, values: Carried, kept: Tensor) -> dict[Wire, Tensor]:
    """What a selecting stage gives where it is known what it keeps, field by field."""
    return {
        Wire(stage.path, port): values[stage.inputs[port]].masked_fill(kept == 0, 0)
        for port in stage.gives
    }
