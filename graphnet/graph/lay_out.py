"""Records laid out: each record port becomes a port per field, and every wire follows."""

from __future__ import annotations

from typing import final

from graphnet.contract.syntax import Tensor
from graphnet.diagnostics import Diagnostic, Diagnostics
from graphnet.graph.flat import METRICS, OBJECTIVE, FlatGraph, FlatStage
from graphnet.graph.mapped import mapped, why_not_mapped
from graphnet.graph.offers import types_that_give, types_that_take
from graphnet.graph.order import sorted_paths
from graphnet.graph.plan import Wire
from graphnet.graph.records import (
    MAIN,
    flat_contract,
    flat_written,
    is_flat,
    member,
    members,
    output_names,
    split,
)
from graphnet.graph.rules.record_disagrees import Clash, record_disagrees, record_shifted
from graphnet.graph.rules.unknown_wire import unknown_output
from graphnet.graph.unwired import without_unwired
from graphnet.registry import Registry
from graphnet.spec.spec import Spec, WireSpec
from graphnet.text import Span
from graphnet.values import evolve

Fields = tuple[str, ...]  # of a record; empty for a tensor


def lay_out_records(
    graph: FlatGraph, spec: Spec, registry: Registry
) -> tuple[FlatGraph, Diagnostics]:
    """The graph with tensors alone on its ports and wires, without ports that nothing feeds.

    GN310 where a wire joins a record with something else; such an input is left unwired.
    """
    graph = without_unwired(graph)
    if not any(_concerns(stage) for stage in graph.stages.values()):
        return graph, ()
    layout = _Layout(graph, registry)
    for path in sorted_paths(graph):
        layout.lay(graph.stages[path])
    return layout.graph(spec), tuple(layout.found)


def _concerns(stage: FlatStage) -> bool:
    """Whether a stage has a record, or a wire to a field of one."""
    wires = stage.inputs.values()
    return not is_flat(stage.declared.contract) or any(_is_member(wire) for wire in wires)


def _is_member(wire: Wire) -> bool:
    return bool(split(wire.port.removeprefix("in."))[1])


@final
class _Layout:
    """One pass over the stages, feeders first; it collects laid-out stages and diagnostics."""

    def __init__(self, graph: FlatGraph, registry: Registry) -> None:
        self.before = graph
        self.registry = registry
        self.laid: dict[str, FlatStage] = {}
        self.doubtful: set[str] = set()  # what they give depends on what was refused
        self.found: list[Diagnostic] = []

    def graph(self, spec: Spec) -> FlatGraph:
        """What the pass made of the graph, in the order of the document."""
        before = self.before
        stages = {path: self.laid[path] for path in before.stages}
        for wire in spec.outputs:
            if wire.stage in stages and wire.port is not None:
                self._check_member(wire)
        self._check_shift(spec, before.target)
        outputs = (Wire(w.stage, port) for w in before.outputs for port in self._ports(w) or ())
        return evolve(before, stages=stages, outputs=tuple(outputs))

    def lay(self, stage: FlatStage) -> None:
        """Lay out one stage; it is applied to each field where it takes one tensor."""
        carried = self._fields(stage.inputs.get(MAIN))
        is_mapped = bool(carried) and _takes_tensor(stage) and not self._why_not(stage)
        declared = stage.declared
        if is_mapped:
            declared = mapped(declared, carried or ())
        declared = evolve(declared, contract=flat_contract(declared.contract))
        inputs: dict[str, Wire] = {}
        for port, wire in stage.inputs.items():
            asked = members(tuple(dict(declared.contract.inputs)), port)
            inputs |= self._wires(stage, port, wire, asked)
        written = stage.spec.contract
        if written is not None and not stage.is_inner:
            written = flat_written(written, declared.contract, is_mapped=is_mapped)
        self.laid[stage.path] = evolve(
            stage,
            declared=declared,
            inputs=inputs,
            spec=evolve(stage.spec, contract=written),
            is_mapped=is_mapped,
        )
        if not _is_fed(inputs, stage) or any(w.stage in self.doubtful for w in inputs.values()):
            self.doubtful.add(stage.path)

    def _why_not(self, stage: FlatStage) -> str:
        if stage.path == OBJECTIVE or stage.path.startswith(METRICS):
            return "it scores one prediction"
        if stage.is_metric:
            return "a metric measures one prediction"
        return why_not_mapped(stage.declared)

    # --- wires --------------------------------------------------------------------------------

    def _ports(self, wire: Wire) -> tuple[str, ...] | None:
        """The flat ports of its giver that a wire means; None where there are none."""
        giver = self.laid.get(wire.stage)
        if giver is None:
            return None
        if wire.port.startswith("in."):
            return members(tuple(f"in.{port}" for port in giver.inputs), wire.port) or None
        return members(tuple(dict(giver.declared.contract.outputs)), wire.port) or None

    def _fields(self, wire: Wire | None) -> Fields | None:
        """The fields that a wire carries, none for a tensor; None where it carries nothing."""
        ports = None if wire is None else self._ports(wire)
        if wire is None or ports is None:
            return None
        return () if ports == (wire.port,) else tuple(p[len(wire.port) + 1 :] for p in ports)

    def _wires(
        self, stage: FlatStage, port: str, wire: Wire, asked: tuple[str, ...]
    ) -> dict[str, Wire]:
        """The flat wires of one input, none where it is refused or fed by what was."""
        gives = self._fields(wire)
        if gives is None:
            self._check_reference(stage, port)
            return {}
        wants = () if asked == (port,) else tuple(split(each)[1] for each in asked)
        required = {f for f in wants if not _is_optional(stage, port, f)}
        if bool(gives) == bool(wants) and required <= {*gives} <= {*wants}:
            if not wants:
                return {port: wire}
            return {member(port, f): Wire(wire.stage, member(wire.port, f)) for f in gives}
        if wire.stage not in self.doubtful:
            self._refuse(stage, port, (wants, gives))
        return {}

    def _check_reference(self, stage: FlatStage, port: str) -> None:
        """A field that is not there, once it is known what a stage is applied to."""
        written = dict(stage.spec.inputs).get(port)
        if written is not None and not stage.is_inner:
            self._check_member(written)

    def _check_member(self, wire: WireSpec) -> None:
        giver = self.laid[wire.stage]
        ports = tuple(dict(giver.declared.contract.outputs))
        name = wire.port or MAIN
        known = members(ports, name) or members(ports, member(MAIN, name))
        if not known and wire.stage not in self.doubtful:
            self.found.append(unknown_output(wire, output_names(giver.declared.contract)))

    def _refuse(self, stage: FlatStage, port: str, ends: tuple[Fields, Fields]) -> None:
        wants, gives = ends
        giver = self.laid[stage.inputs[port].stage]
        maker = self._maker(giver)
        clash = Clash(
            taker=stage.path if port == MAIN else f"{stage.path}.{port}",
            giver=giver.path,
            maker=maker.path,
            wants=wants,
            gives=gives,
            why_not=self._why_not(stage) if port == MAIN else "the port takes one tensor",
            taker_at=_place(stage, port),
            maker_at=maker.place,
        )
        if wants:
            offers = types_that_give(wants, self.registry.stages)
        else:
            several = self.registry.objectives if stage.path == OBJECTIVE else {}
            offers = types_that_take(gives, several)
        self.found.append(record_disagrees(clash, offers))

    def _maker(self, stage: FlatStage) -> FlatStage:
        """The stage that made what a chain of stages passes on from tensor to tensor."""
        written = self.before.stages[stage.path]
        while not why_not_mapped(written.declared) and MAIN in written.inputs:
            written = self.before.stages[written.inputs[MAIN].stage]
        return written

    def _check_shift(self, spec: Spec, target: Wire | None) -> None:
        """What is predicted item by item is one tensor: it is shifted, and fed back."""
        predict = None if spec.objective is None else spec.objective.predict
        fields = self._fields(target)
        if predict is not None and predict.value == "next" and fields and target is not None:
            giver = self.laid[target.stage]
            self.found.append(record_shifted(giver.path, fields, predict.at, giver.place))


def _is_fed(inputs: dict[str, Wire], stage: FlatStage) -> bool:
    """Whether the main input of a stage is wired, where it has one."""
    has_main = MAIN in dict(stage.declared.contract.inputs)
    return not has_main or bool(members(tuple(inputs), MAIN))


def _takes_tensor(stage: FlatStage) -> bool:
    return isinstance(dict(stage.declared.contract.inputs).get(MAIN), Tensor)


def _is_optional(stage: FlatStage, port: str, field: str) -> bool:
    node = dict(flat_contract(stage.declared.contract).inputs).get(member(port, field))
    return node is not None and node.optional


def _place(stage: FlatStage, port: str) -> Span:
    """Where a spec wires a port, else where the stage stands."""
    written = None if stage.is_inner else dict(stage.spec.inputs).get(port)
    return stage.place if written is None else written.at
