"""GN702: a module has the parameters its declaration lists."""

from __future__ import annotations

from collections.abc import Mapping

from graphnet.diagnostics import Diagnostic, Rule

RULE = Rule("GN702", "broken-promise")

Shapes = Mapping[str, tuple[int, ...]]


def parameters_differ(path: str, use: str, declared: Shapes, found: Shapes) -> Diagnostic:
    """A module whose parameters are not the declared ones."""
    notes = [
        f"declared and missing: `{name}` {shape}"
        for name, shape in declared.items()
        if name not in found
    ]
    notes += [
        f"there and not declared: `{name}` {shape}"
        for name, shape in found.items()
        if name not in declared
    ]
    notes += [
        f"`{name}` is declared {shape} and is {found[name]}"
        for name, shape in declared.items()
        if name in found and found[name] != shape
    ]
    return RULE.breach(
        f"the module of `{path}` does not have the parameters that `{use}` declares",
        notes=(*notes, "this is a mistake in the plugin, not in the spec"),
    )
