"""What a model draws is fed back to it: it must be a value that its source can give."""

from __future__ import annotations

from graphnet.contract.domain import SolvedDomain
from graphnet.contract.syntax import Tensor
from graphnet.diagnostics import Diagnostics
from graphnet.graph.domains import leaves
from graphnet.graph.flat import OBJECTIVE, FlatGraph, FlatStage
from graphnet.graph.plan import Wire
from graphnet.graph.rules.domain_exceeded import RULE as DOMAIN_EXCEEDED
from graphnet.graph.rules.domain_exceeded import draws_exceed
from graphnet.graph.side import side_of, stage_reader
from graphnet.graph.solve import Solved
from graphnet.spec.spec import ObjectiveSpec


def check_draws(
    objective: ObjectiveSpec | None, graph: FlatGraph, solved: Solved, found: Diagnostics
) -> Diagnostics:
    """Refuse an objective over more values than its target has, where the next item is drawn.

    Nothing is said where what the objective takes was refused already (`found`).
    """
    stage = graph.stages.get(OBJECTIVE)
    predict = None if objective is None else objective.predict
    if stage is None or graph.target is None or predict is None or predict.value != "next":
        return ()
    drawn, there = _drawn(stage, solved), _given(graph.target, solved)
    if drawn is None or there is None or any(p.rule is DOMAIN_EXCEEDED for p in found):
        return ()
    taken = solved.takes[OBJECTIVE].get("target")
    if taken is None or taken.domain is None:
        return ()
    outside = leaves(drawn, there, solved.bindings, whole=True)
    if outside is None:
        return ()
    places = (stage.place, graph.stages[graph.target.stage].place)
    return (draws_exceed((drawn, there), graph.target.stage, outside, places),)


def _drawn(stage: FlatStage, solved: Solved) -> SolvedDomain | None:
    """The values an objective gives a probability to."""
    node = dict(stage.declared.contract.inputs).get("target")
    if not isinstance(node, Tensor):
        return None
    domain = side_of(node, stage_reader(stage.path, solved.bindings, "in.target")).domain
    return None if domain is None else solved.bindings.resolve_domain(domain)


def _given(target: Wire, solved: Solved) -> SolvedDomain | None:
    """The values that the target's wire carries."""
    port = solved.gives.get(target.stage, {}).get(target.port)
    return (
        None if port is None or port.domain is None else solved.bindings.resolve_domain(port.domain)
    )
