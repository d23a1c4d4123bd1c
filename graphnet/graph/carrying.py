"""Whether figures can be taken of whole files, where a spec asks for that."""

from __future__ import annotations

from graphnet.diagnostics import Diagnostics
from graphnet.graph.chunks import Whole, chunks_of, measured
from graphnet.graph.plan import Plan
from graphnet.graph.rules.cannot_carry import cannot_carry


def check_carrying(plan: Plan) -> Diagnostics:
    """Refuse `[evaluate] context = "file"` for a model that needs whole sequences."""
    evaluate, places = plan.settings.evaluate, plan.settings.places
    if evaluate.context != "file" or plan.objective is None:
        return ()
    match chunks_of(plan, measured(plan)):
        case Whole(why, _):
            return (cannot_carry(why, places.get("evaluate.context")),)
    return ()
