"""Which output feeds which input: the chain, `input`, ports wired by name, and the objective."""

from __future__ import annotations

from collections.abc import Mapping

from graphnet.contract.syntax import Contract
from graphnet.diagnostics import Diagnostic, Diagnostics
from graphnet.graph.flat import OBJECTIVE, SOURCE, FlatGraph, FlatStage
from graphnet.graph.mapped import why_not_mapped
from graphnet.graph.plan import Wire
from graphnet.graph.records import MAIN, flat_ports, is_flat, member, output_names
from graphnet.graph.rules.refused_chain import missing_link, repeated_link, unknown_link
from graphnet.graph.rules.unknown_wire import unknown_input, unknown_output, unknown_stage
from graphnet.graph.rules.unwired_input import unwired_input
from graphnet.graph.unwired import written_inputs
from graphnet.graph.upstream import Upstream
from graphnet.spec.spec import ObjectiveSpec, Spec, StageSpec, WireSpec
from graphnet.text import Span
from graphnet.values import evolve, field, frozen


@frozen
class _Board:
    """What wires can be plugged into: resolved stages, and names of those that are holes."""

    stages: Mapping[str, FlatStage]
    holes: frozenset[str]
    has_records: bool = False
    names: frozenset[str] = field(init=False)

    @names.default
    def _names(self) -> frozenset[str]:
        return self.holes | self.stages.keys()

    stage_names: frozenset[str] = field(init=False)

    @stage_names.default
    def _stage_names(self) -> frozenset[str]:
        return self.names - {OBJECTIVE}


def wire_stages(
    spec: Spec, stages: Mapping[str, FlatStage], holes: frozenset[str]
) -> tuple[FlatGraph, Diagnostics]:
    """Feed every stage: by its `input`, else by the chain, else by the port's name.

    `stages` are in document order, the source first and the objective last; `holes` are stages
    that were refused already. An input fed by a hole stays unwired, without a word.
    """
    board = _Board(stages, holes, _has_records(stages))
    before, problems = _chain(spec, board)
    found = list(problems)
    upstream = Upstream(stages, before)
    wired: dict[str, FlatStage] = {}
    for stage in stages.values():
        if stage.path == OBJECTIVE:
            continue
        inputs, refused = _stage_inputs(stage, board, upstream)
        wired[stage.path] = stage.rewired(inputs)
        found += refused
    return _with_ends(spec, FlatGraph(wired), board, upstream, found)


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
    stage: FlatStage, board: _Board, upstream: Upstream
) -> tuple[dict[str, Wire], Diagnostics]:
    """The wires of one stage; an unwired required port is a problem unless its feeder is a hole."""
    ports, before = dict(stage.declared.contract.inputs), upstream.before.get(stage.path)
    named = {port for port, _ in stage.spec.inputs} | ({"main"} if before is not None else set())
    unfed = [port for port, node in ports.items() if port not in named and not node.optional]
    strange = [(port, wire) for port, wire in stage.spec.inputs if port not in ports]
    written, found = _written_inputs(stage.spec, frozenset(ports), board)
    found += tuple(unknown_input(stage.path, port, ports, wire, unfed) for port, wire in strange)
    for port, node in ports.items():
        if port in written:
            continue
        if port == "main" and before is not None:
            written[port] = Wire(before)
        elif node.optional:
            offer = upstream.nearest(port, upstream.feeder(stage.path))
            if offer is not None:
                written[port] = offer
            elif port in written_inputs(stage):
                found = (*found, unwired_input(stage.path, port, stage.spec.name_at))
        else:
            if port in unfed[len(strange) :]:  # those before are likely meant by strange names
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
            continue
        resolved, refused = _resolve(wire, board)
        found += refused
        written[port] = resolved if resolved is not None else Wire("")
    return written, tuple(found)


def resolve_wire(
    wire: WireSpec, stages: Mapping[str, FlatStage], holes: frozenset[str]
) -> tuple[Wire | None, Diagnostics]:
    """The wire a reference means; None where it means a hole or nothing."""
    is_member = wire.port is not None and wire.port != MAIN
    return _resolve(wire, _Board(stages, holes, is_member and _has_records(stages)))


def _has_records(stages: Mapping[str, FlatStage]) -> bool:
    return not all(is_flat(stage.declared.contract) for stage in stages.values())


def _resolve(wire: WireSpec, board: _Board) -> tuple[Wire | None, Diagnostics]:
    if wire.stage in board.holes:
        return None, ()
    if wire.stage not in board.stages or wire.stage == OBJECTIVE:
        return None, (unknown_stage(wire, board.stage_names),)
    declared = board.stages[wire.stage].declared
    port = _output(wire.port or MAIN, declared.contract)
    if port is not None:
        return Wire(wire.stage, port), ()
    if board.has_records and not why_not_mapped(declared):  # it may be applied to a record's fields
        return Wire(wire.stage, member(MAIN, (wire.port or "").removeprefix(f"{MAIN}."))), ()
    if _is_written(board.stages[wire.stage], wire.port or MAIN):  # refused there
        return None, ()
    return None, (unknown_output(wire, output_names(declared.contract)),)


def _is_written(stage: FlatStage, port: str) -> bool:
    """Whether the spec's own contract of a stage has this output."""
    contract = stage.spec.contract
    return contract is not None and port in dict(contract.outputs)


def _output(name: str, contract: Contract) -> str | None:
    """The flat output a reference means: a port, a record's field, a field of `main`."""
    known = {port for port, _ in (*contract.outputs, *flat_ports(contract.outputs))}
    return next((each for each in (name, member(MAIN, name)) if each in known), None)


def _without_holes(wires: dict[str, Wire], board: _Board) -> dict[str, Wire]:
    return {port: wire for port, wire in wires.items() if wire.stage in board.stages}


def _with_ends(
    spec: Spec,
    graph: FlatGraph,
    board: _Board,
    upstream: Upstream,
    found: list[Diagnostic],
) -> tuple[FlatGraph, Diagnostics]:
    """The graph with its outputs, and with the objective between prediction and target."""
    outputs = []
    for wire in spec.outputs:
        resolved, refused = _resolve(wire, board)
        found += refused
        outputs += [] if resolved is None else [resolved]
    last = upstream.before.get("", SOURCE)
    end = Wire(last) if last in board.stages else None
    if spec.objective is None:
        ends = tuple(outputs) or (() if end is None else (end,))
        return FlatGraph(graph.stages, end, None, ends), tuple(found)
    prediction, target, refused = _objective_wires(spec.objective, board, end)
    found += refused
    stage = board.stages.get(OBJECTIVE)
    stages = dict(graph.stages)
    if stage is not None:
        inputs, refused = _objective_inputs(stage, (prediction, target), upstream)
        found += refused
        written = evolve(stage.spec, inputs=_named_ends(spec.objective))
        stages[OBJECTIVE] = evolve(stage, inputs=inputs, spec=written)
        outputs.append(Wire(OBJECTIVE))
    return FlatGraph(stages, prediction, target, tuple(outputs)), tuple(found)


def _named_ends(objective: ObjectiveSpec) -> tuple[tuple[str, WireSpec], ...]:
    """What an objective itself says of its wires."""
    ends = (("main", objective.prediction), ("target", objective.target))
    return tuple((port, wire) for port, wire in ends if wire is not None)


def _objective_inputs(
    stage: FlatStage, ends: tuple[Wire | None, Wire | None], upstream: Upstream
) -> tuple[dict[str, Wire], Diagnostics]:
    """What feeds the objective: prediction and target, and its other ports by their names."""
    fed: dict[str, Wire] = {}
    found: list[Diagnostic] = []
    prediction, target = ends
    last = None if prediction is None else prediction.stage
    for port, node in stage.declared.contract.inputs:
        match port:
            case "main":
                wire = prediction
            case "target":
                wire = target
            case _:
                wire = upstream.nearest(port, last)
                if wire is None and not node.optional and SOURCE in upstream.stages:
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
        prediction, found = _resolve(objective.prediction, board)
    if objective.target is not None:
        target, refused = _resolve(objective.target, board)
        found += refused
    return prediction, target, found
