"""The graph of a spec: resolved, wired, opened, solved, timed, and put down as a plan."""

from graphnet.graph.cut import cut
from graphnet.graph.plan import Plan
from graphnet.graph.planning import plan_spec

__all__ = ["Plan", "cut", "plan_spec"]
