"""GN502: a reference names a stage and a port that exist."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from graphnet.diagnostics import Diagnostic, Edit, Fix, Rule
from graphnet.spec.spec import WireSpec
from graphnet.text import Span

RULE = Rule("GN502", "unknown-wire")


def unknown_stage(wire: WireSpec, stages: Iterable[str]) -> Diagnostic:
    """A reference to a stage that is not there."""
    names = sorted(stages)
    return RULE.breach(
        f"there is no stage `{wire.stage}`",
        wire.at,
        fixes=(_guess(wire.stage, names, wire.at, ""),),
    )


def unknown_output(wire: WireSpec, ports: Iterable[str]) -> Diagnostic:
    """A reference to a port that a stage does not have."""
    names = sorted(ports)
    return RULE.breach(
        f"`{wire.stage}` has no output port `{wire.port}`",
        wire.at,
        fixes=(_guess(wire.port or "", names, wire.at, f"{wire.stage}."),),
    )


def unknown_input(stage: str, port: str, ports: Iterable[str], at: Span) -> Diagnostic:
    """An `input` key that is no port of the stage."""
    listed = ", ".join(f"`{name}`" for name in sorted(ports)) or "none"
    return RULE.breach(
        f"`{stage}` has no input port `{port}`", at, fixes=(Fix(f"its input ports: {listed}"),)
    )


def _guess(word: str, names: list[str], at: Span, prefix: str) -> Fix:
    close = get_close_matches(word, names, n=1)
    if close:
        return Fix(f"did you mean `{prefix}{close[0]}`?", (Edit(at, f'"{prefix}{close[0]}"'),))
    return Fix("there are " + (", ".join(f"`{prefix}{name}`" for name in names) or "none"))
