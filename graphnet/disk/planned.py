"""A spec that was planned, as what lies on disk is compared with it."""

from __future__ import annotations

from graphnet.graph.plan import Plan
from graphnet.registry import Registry
from graphnet.spec.spec import Spec
from graphnet.values import frozen


@frozen(kw_only=True)
class Planned:
    """A spec, its plan, and the plugins it was planned with."""

    spec: Spec
    plan: Plan
    registry: Registry
