"""GN502: a reference names a stage and a port that exist."""

from __future__ import annotations

from collections.abc import Collection

from graphnet.diagnostics import Diagnostic, Edit, Fix, Rule
from graphnet.diagnostics.near import close_matches, in_order, listed
from graphnet.spec.spec import WireSpec
from graphnet.text import Span

RULE = Rule("GN502", "unknown-wire")


def unknown_stage(wire: WireSpec, stages: Collection[str]) -> Diagnostic:
    """A reference to a stage that is not there."""
    return RULE.breach(
        f"there is no stage `{wire.stage}`",
        wire.at,
        fixes=(_guess(wire.stage, stages, wire.at, ""),),
    )


def unknown_output(wire: WireSpec, ports: Collection[str]) -> Diagnostic:
    """A reference to a port that a stage does not have."""
    return RULE.breach(
        f"`{wire.stage}` has no output port `{wire.port}`",
        wire.at,
        fixes=(_guess(wire.port or "", ports, wire.at, f"{wire.stage}."),),
    )


def unknown_input(
    stage: str, port: str, ports: Collection[str], wire: WireSpec, unfed: Collection[str]
) -> Diagnostic:
    """An `input` key that is no port of the stage; one of the ports left `unfed` is meant."""
    close = close_matches(port, in_order(unfed), n=1)
    meant = close or (list(unfed) if len(unfed) == 1 else [])
    fix = Fix(f"its input ports: {listed(ports)}")
    if meant and wire.key_at is not None:
        fix = Fix(f"did you mean `{meant[0]}`?", (Edit(wire.key_at, meant[0]),))
    at = wire.key_at or wire.at
    return RULE.breach(f"`{stage}` has no input port `{port}`", at, fixes=(fix,))


def _guess(word: str, names: Collection[str], at: Span, prefix: str) -> Fix:
    close = close_matches(word, in_order(names), n=1)
    if close:
        return Fix(f"did you mean `{prefix}{close[0]}`?", (Edit(at, f'"{prefix}{close[0]}"'),))
    return Fix(f"there are {listed(names, prefix)}")
