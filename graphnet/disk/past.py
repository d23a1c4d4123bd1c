"""What is known of the model that weights were trained in: its stages' types, options, sizes."""

from __future__ import annotations

import json
from collections.abc import Mapping

from attrs import field

from graphnet.disk.defaults import option_texts
from graphnet.disk.tensors import Header
from graphnet.disk.weights import Weights
from graphnet.graph import plan_spec
from graphnet.graph.look_up import look_up_stages
from graphnet.graph.plan import Plan
from graphnet.graph.sizes import read_scope
from graphnet.registry import Registry
from graphnet.spec.load import load_spec
from graphnet.values import frozen

OPTIONS, STAGES = "graphnet.options", "graphnet.stages"
"""Under these an exported file notes the options and the types of its stages, as JSON."""


@frozen(kw_only=True)
class Past:
    """Types by stage, options by dotted path as TOML text, numbers by size; empty if unknown.

    `plan` is that of the run's own spec, None where it cannot be planned as it was: not at all, or
    with other defaults than then.
    """

    types: Mapping[str, str] = field(factory=dict)
    options: Mapping[str, str] = field(factory=dict)
    sizes: Mapping[str, int] = field(factory=dict)
    plan: Plan | None = field(default=None, repr=False)


def past_of(weights: Weights, registry: Registry) -> Past:
    """What the run of some weights wrote down, or what a lone file notes beside its tensors."""
    if weights.run is None:
        return _noted(weights.header)
    spec, _ = load_spec(str(weights.run.resolved))
    if spec is None:
        return Past(options=weights.run.lock.options)
    scope, _ = read_scope(spec)
    found, _ = look_up_stages(spec, registry, scope)
    now = option_texts(spec, registry)
    then = weights.run.lock.options or now
    plan, _ = plan_spec(spec, registry)
    numbers = {name: value.as_int for name, value in scope.values.items()}
    return Past(
        types={path: stage.type.name for path, stage in found.stages.items()},
        options=then,
        sizes={name: number for name, number in numbers.items() if number is not None},
        plan=plan if then == now else None,
    )


def _noted(header: Header) -> Past:
    return Past(types=_table(header, STAGES), options=_table(header, OPTIONS))


def _table(header: Header, key: str) -> Mapping[str, str]:
    """A table of texts that a file's writer noted; empty where it is none."""
    try:
        found = json.loads(header.metadata.get(key, "{}"))
    except (ValueError, RecursionError):
        return {}
    is_table = isinstance(found, dict) and all(isinstance(text, str) for text in found.values())
    return found if is_table else {}
