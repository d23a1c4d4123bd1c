"""A plan with every rewrite that its declared effects allow and that pays."""

from __future__ import annotations

from attrs import evolve

from graphnet.graph.plan import Plan
from graphnet.graph.rewrites.chunked import find_chunked
from graphnet.graph.rewrites.dead import find_dead
from graphnet.graph.rewrites.early import find_early


def rewritten(plan: Plan) -> Plan:
    """The same plan with its rewrites; names, stages and parameters stay what they are."""
    return evolve(plan, rewrites=(*find_dead(plan), *find_early(plan), *find_chunked(plan)))
