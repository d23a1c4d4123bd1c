"""GN928: an importer keeps its word: it fills what exists, from what exists, in its shape."""

from __future__ import annotations

from collections.abc import Sequence

from graphnet.diagnostics import Diagnostic, Fix, Rule
from graphnet.disk.rules.listed import listed

RULE = Rule("GN928", "importer-broken")

_NOTE = "this is a mistake in the plugin, not in the spec or the checkpoint"


def importer_fails(name: str, problem: Exception) -> Diagnostic:
    """The importer stopped with an exception."""
    return RULE.breach(
        f"the importer `{name}` failed with {type(problem).__name__}: {problem}",
        notes=(_NOTE,),
        fixes=(Fix(f"`graphnet plugins show {name.partition('.')[0]}` says whose it is"),),
    )


def importer_invents(name: str, names: Sequence[str]) -> Diagnostic:
    """The importer speaks of things that do not exist, or of one twice."""
    return RULE.breach(
        f"the importer `{name}` fills or names what is not there, or twice: {listed(names, 4)}",
        notes=(_NOTE,),
        fixes=(Fix("let each parameter have at most one filling, from tensors of the file"),),
    )


def importer_misshapes(name: str, parameter: str, shapes: tuple[object, object]) -> Diagnostic:
    """A value that is not of the shape that was said."""
    said, made = shapes
    return RULE.breach(
        f"the importer `{name}` said {said} for `{parameter}` and made {made}",
        notes=(_NOTE,),
        fixes=(Fix("let `value` give what `match` says"),),
    )
