"""GN501: the graph has no cycle: nothing feeds itself."""

from __future__ import annotations

from graphnet.diagnostics import Diagnostic, Fix, Label, Rule
from graphnet.text import Span

RULE = Rule("GN501", "cycle")


def cycle(path: tuple[str, ...], places: tuple[Span, ...]) -> Diagnostic:
    """Stages that feed each other in a ring; `path` lists each once, `places` their wires."""
    ring = " -> ".join(f"`{stage}`" for stage in (*path, path[0]))
    return RULE.breach(
        f"these stages feed each other in a ring: {ring}",
        Label(places[0], "this wire closes the ring"),
        others=tuple(Label(place, "part of the ring") for place in places[1:]),
        fixes=(Fix("let one of them take its `input` from a stage before the ring"),),
    )
