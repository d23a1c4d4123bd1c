"""Before the first update: what stages promise, proved cheaply on their modules."""

from __future__ import annotations

from graphnet.diagnostics import Diagnostics
from graphnet.graph.plan import Plan
from graphnet.registry import Registry
from graphnet.spec.spec import Spec
from graphnet.verify.cheap import verify_cheaply
from graphnet.verify.proof import Question

SECONDS = 2.0
"""How long the proofs may take; what they leave out is written in the run's log."""


def prove_first(plan: Plan, spec: Spec, registry: Registry) -> tuple[str, Diagnostics]:
    """A line for the run's log, and everything that was found."""
    report = verify_cheaply(Question(plan=plan, spec=spec, registry=registry), SECONDS)
    proved = len(report.proofs)
    line = f"shapes and quick laws of {proved} distinct stages hold"
    if report.left_out:
        line += f"; left out for time: {', '.join(report.left_out)}"
    return f"{line} (graphnet verify proves the rest)", report.diagnostics
