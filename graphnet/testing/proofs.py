"""`graphnet verify` as a test: a spec as text, its stages held against their modules."""

from __future__ import annotations

import os

from graphnet.diagnostics import GraphnetError, has_errors
from graphnet.graph import plan_spec
from graphnet.registry import Registry, find_plugins
from graphnet.spec.load import spec_from_text
from graphnet.text import SourceText
from graphnet.verify.proof import Question, Report
from graphnet.verify.verify import verify


def verify_text(text: str, registry: Registry | None = None, seed: int = 0) -> Report:
    """Prove every stage of a spec; installed plugins are found unless a registry is given.

    A spec that is refused raises `GraphnetError` with all that is wrong with it.
    """
    spec, problems = spec_from_text(SourceText("<spec>", text))
    if spec is None:
        raise GraphnetError(problems)
    offered = find_plugins(os.environ) if registry is None else registry
    plan, found = plan_spec(spec, offered)
    if plan is None or has_errors(found):
        raise GraphnetError(problems + found)
    return verify(Question(plan=plan, spec=spec, registry=offered, seed=seed))
