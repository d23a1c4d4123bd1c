"""From the text of a toy spec to its graph, wired and with composites opened."""

from __future__ import annotations

from graphnet.diagnostics import Diagnostics
from graphnet.graph.flat import FlatGraph
from graphnet.graph.look_up import look_up_stages
from graphnet.graph.open import open_composites
from graphnet.graph.sizes import read_scope
from graphnet.graph.wire import wire_stages
from graphnet.registry import Registry
from tests.toys import read, toy_registry


def opened(text: str, registry: Registry | None = None) -> tuple[FlatGraph, Diagnostics]:
    """The graph of a spec that is right, wired and opened; the toys are the registry."""
    registry = registry or toy_registry()
    spec, _ = read(text)
    found, _ = look_up_stages(spec, registry, read_scope(spec)[0])
    graph, _ = wire_stages(spec, found.stages, found.holes)
    return open_composites(graph, registry)
