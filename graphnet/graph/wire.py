"""Which output feeds which input: the chain, `input`, ports wired by name, and the objective."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from graphnet.diagnostics import Diagnostic, Diagnostics
from graphnet.graph.flat import OBJECTIVE, SOURCE, FlatGraph, FlatStage
from graphnet.graph.plan import Wire
from graphnet.graph.rules.refused_chain import missing_link, repeated_link, unknown_link
from graphnet.graph.rules.unknown_wire import unknown_input, unknown_output, unknown_stage
from graphnet.graph.rules.unwired_input import unwired_input
from graphnet.spec.spec import ObjectiveSpec, Spec, StageSpec, WireSpec
from graphnet.text import Span


@frozen
class _Board:
    """What wires can be plugged into: resolved stages, and names of those that are holes."""

    stages: Mapping[str, FlatStage]
    holes: frozenset[str]

    @property
    def names(self) -> frozenset[str]:
        return self.holes | self.stages.keys()


def wire_stages(
    spec: Spec, stages: Mapping[str, FlatStage], holes: frozenset[str]
) -> tuple[FlatGraph, Diagnostics]:
    """Feed every stage: by its `input`, else by the chain, else by the port's name.

    `stages` are in document order, the source first and the objective last; `holes` are stages
    that were refused already. An input fed by a hole stays unwired, without a word.
    """
    board = _Board(stages, holes)
    before, problems = _chain(spec, board)
    found = list(problems)
    wired: dict[str, FlatStage] = {}
    for stage in stages.values():
        if stage.path == OBJECTIVE:
            continue
        inputs, refused = _stage_inputs(stage, before.get(stage.path), board)
        wired[stage.path] = stage.rewired(inputs)
        found += refused
    last = before.get("", SOURCE)
    return _with_ends(spec, FlatGraph(wired), board, last, found)


def _chain(spec: Spec, board: _Board) -> tuple[dict[str, str], Diagnostics]:
    """The stage before each stage of the chain; key "" holds the last of the chain."""
    if spec.chain is None:
        return _linked([stage.name for stage in spec.stages]), ()
    found: list[Diagnostic] = []
    links = board.names - {SOURCE, OBJECTIVE}
    seen: dict[str, Span] = {}
    for link in spec.chain:
        if link.value in seen:
            found.append(repeated_link(link, seen[link.value]))
        elif link.value not in links:
            found.append(unknown_link(link, links))
        seen.setdefault(link.value, link.at)
    missing = [s for s in spec.stages if s.name not in seen and not s.inputs]
    if not found:  # a misspelt link is the reason why its stage is missing
        at = spec.chain[0].at if spec.chain else spec.tree.at
        found += [missing_link(stage.name, stage.name_at, at) for stage in missing]
    before = _linked(list(seen))
    unknown = {stage.name: "" for stage in missing}  # one of them may be the last
    return {**before, **unknown, **({"": ""} if missing else {})}, tuple(found)


def _linked(order: list[str]) -> dict[str, str]:
    """The stage before each; key "" holds the last. A name of no stage is a hole."""
    before = [SOURCE, *order]
    return {**dict(zip(order, before, strict=False)), "": before[-1]}


def _stage_inputs(
    stage: FlatStage, before: str | None, board: _Board
) -> tuple[dict[str, Wire], Diagnostics]:
    """The wires of one stage; an unwired required port is a problem unless its feeder is a hole."""
    ports = dict(stage.declared.contract.inputs)
    written, found = _written_inputs(stage.spec, frozenset(ports), board)
    for port, node in ports.items():
        if port in written:
            continue
        if port == "main" and before is not None:
            written[port] = Wire(before)
        elif node.optional:
            offer = _offer_by_name(port, before, board)
            if offer is not None:
                written[port] = offer
        else:
            found = (*found, unwired_input(stage.path, port, stage.spec.name_at))
            written[port] = Wire("")
    return _without_holes(written, board), found


def _written_inputs(
    spec: StageSpec, names: frozenset[str], board: _Board
) -> tuple[dict[str, Wire], Diagnostics]:
    written: dict[str, Wire] = {}
    found: list[Diagnostic] = []
    for port, wire in spec.inputs:
        if port not in names:
            found.append(unknown_input(spec.name, port, names, wire.at))
            continue
        resolved, refused = resolve_wire(wire, board.stages, board.holes)
        found += refused
        written[port] = resolved if resolved is not None else Wire("")
    return written, tuple(found)


def resolve_wire(
    wire: WireSpec, stages: Mapping[str, FlatStage], holes: frozenset[str]
) -> tuple[Wire | None, Diagnostics]:
    """The wire a reference means; None where it means a hole or nothing."""
    if wire.stage in holes:
        return None, ()
    if wire.stage not in stages or wire.stage == OBJECTIVE:
        names = (stages.keys() | holes) - {OBJECTIVE}
        return None, (unknown_stage(wire, names),)
    ports = dict(stages[wire.stage].declared.contract.outputs)
    if (wire.port or "main") not in ports:
        return None, (unknown_output(wire, ports),)
    return Wire(wire.stage, wire.port or "main"), ()


def _offer_by_name(port: str, before: str | None, board: _Board) -> Wire | None:
    """The nearest stage before that offers an output of this name; else the source's."""
    for name in (before, SOURCE):
        stage = board.stages.get(name or "")
        if stage is not None and port in dict(stage.declared.contract.outputs):
            return Wire(stage.path, port)
    return None


def _without_holes(wires: dict[str, Wire], board: _Board) -> dict[str, Wire]:
    return {port: wire for port, wire in wires.items() if wire.stage in board.stages}


def _with_ends(
    spec: Spec, graph: FlatGraph, board: _Board, last: str, found: list[Diagnostic]
) -> tuple[FlatGraph, Diagnostics]:
    """The graph with its outputs, and with the objective between prediction and target."""
    outputs = []
    for wire in spec.outputs:
        resolved, refused = resolve_wire(wire, board.stages, board.holes)
        found += refused
        outputs += [] if resolved is None else [resolved]
    end = Wire(last) if last in board.stages else None
    if spec.objective is None:
        ends = tuple(outputs) or (() if end is None else (end,))
        return FlatGraph(graph.stages, end, None, ends), tuple(found)
    prediction, target, refused = _objective_wires(spec.objective, board, end)
    found += refused
    stage = board.stages.get(OBJECTIVE)
    stages = dict(graph.stages)
    if stage is not None:
        inputs, refused = _objective_inputs(stage, prediction, target, board)
        found += refused
        stages[OBJECTIVE] = stage.rewired(inputs)
        outputs.append(Wire(OBJECTIVE))
    return FlatGraph(stages, prediction, target, tuple(outputs)), tuple(found)


def _objective_inputs(
    stage: FlatStage, prediction: Wire | None, target: Wire | None, board: _Board
) -> tuple[dict[str, Wire], Diagnostics]:
    """What feeds the objective: prediction and target, and its other ports by their names."""
    fed: dict[str, Wire] = {}
    found: list[Diagnostic] = []
    last = None if prediction is None else prediction.stage
    for port, node in stage.declared.contract.inputs:
        match port:
            case "main":
                wire = prediction
            case "target":
                wire = target
            case _:
                wire = _offer_by_name(port, last, board)
                if wire is None and not node.optional and SOURCE in board.stages:
                    found.append(unwired_input(stage.path, port, stage.spec.name_at))
        fed |= {} if wire is None else {port: wire}
    return fed, tuple(found)


def feeders_of_holes(spec: Spec, holes: frozenset[str]) -> frozenset[str]:
    """The stages that refused stages would have read: they lead somewhere."""
    before, _ = _chain(spec, _Board({}, frozenset(stage.name for stage in spec.stages)))
    refused = [stage for stage in spec.stages if stage.name in holes]
    found = {wire.stage for stage in refused for _, wire in stage.inputs}
    found |= {before.get(s.name, "") for s in refused if "main" not in dict(s.inputs)}
    if spec.objective is not None and OBJECTIVE in holes:
        ends = (spec.objective.prediction, spec.objective.target)
        found |= {before[""], *(wire.stage for wire in ends if wire is not None)}
    return frozenset(found)


def _objective_wires(
    objective: ObjectiveSpec, board: _Board, end: Wire | None
) -> tuple[Wire | None, Wire | None, Diagnostics]:
    found: Diagnostics = ()
    prediction, target = end, Wire(SOURCE) if SOURCE in board.stages else None
    if objective.prediction is not None:
        prediction, found = resolve_wire(objective.prediction, board.stages, board.holes)
    if objective.target is not None:
        target, refused = resolve_wire(objective.target, board.stages, board.holes)
        found += refused
    return prediction, target, found
