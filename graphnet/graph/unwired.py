"""Optional inputs that nothing feeds leave a stage, and with them what was said of them alone."""

from __future__ import annotations

from graphnet.graph.flat import FlatGraph, FlatStage
from graphnet.graph.names import names_of, names_of_contract
from graphnet.values import evolve


def without_unwired(graph: FlatGraph) -> FlatGraph:
    """The graph whose stages have no optional input that is fed by nothing."""
    stages = {path: _fed(stage) for path, stage in graph.stages.items()}
    return evolve(graph, stages=stages)


def written_inputs(stage: FlatStage) -> frozenset[str]:
    """The inputs that the spec's contract of a stage writes."""
    contract = None if stage.is_inner else stage.spec.contract
    return frozenset() if contract is None else frozenset(dict(contract.inputs))


def _fed(stage: FlatStage) -> FlatStage:
    """Sizes that stand on such inputs alone are no sizes of the stage any more."""
    declared = stage.declared
    inputs = declared.contract.inputs
    fed = {*stage.inputs, *written_inputs(stage)}  # what is written and not fed was refused
    kept = tuple((p, node) for p, node in inputs if p in fed or not node.optional)
    if len(kept) == len(inputs):
        return stage
    contract = evolve(declared.contract, inputs=kept)
    known = {name.text for name in names_of_contract(contract)}
    lost = {name.text for name in names_of_contract(declared.contract)} - known
    where = tuple(
        each
        for each in declared.where
        if not any(name.text in lost for term in each.terms for name in names_of(term))
    )
    return evolve(stage, declared=evolve(declared, contract=contract, where=where))
