"""GN504: every input port a stage requires is fed."""

from __future__ import annotations

from graphnet.diagnostics import Diagnostic, Fix, Rule
from graphnet.text import Span

RULE = Rule("GN504", "unwired-input")


def unwired_input(stage: str, port: str, at: Span) -> Diagnostic:
    """A required port that neither `input` nor the chain feeds."""
    return RULE.breach(
        f"the input port `{port}` of `{stage}` is fed by nothing",
        at,
        fixes=(Fix(f'name the stage that feeds it: `input = {{ {port} = "STAGE" }}`'),),
    )
