"""What one check of one stage found: findings, or why it could not be made."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from attrs import field

from graphnet.diagnostics import Diagnostic, Label, Rule
from graphnet.values import frozen
from graphnet.verify.ports import written
from graphnet.verify.subject import Who

PLUGIN = "this is a mistake in the plugin, not in the spec"


class Verdict(Enum):
    """How a check ended; `NOTHING` is for a stage that promises nothing of the kind."""

    OK = "ok"
    FAILED = "failed"
    UNVERIFIED = "unverified"
    NOTHING = "-"


@frozen(kw_only=True)
class Finding:
    """One broken promise: at which port and sizes, what was promised, and what was found.

    `message` goes on after the stage's name: "gives `main` one item too long".
    """

    rule: Rule
    message: str
    port: str = ""
    expected: str = ""
    found: str = ""
    point: Mapping[str, int] = field(factory=dict)
    notes: tuple[str, ...] = ()


@frozen(kw_only=True)
class Check:
    """One check of one stage. `unverified` says why a part of it, or all, could not be made."""

    level: str
    name: str
    findings: tuple[Finding, ...] = ()
    unverified: str = ""
    detail: str = ""
    applies: bool = True

    @property
    def verdict(self) -> Verdict:
        """The worst that is to be said."""
        if self.findings:
            return Verdict.FAILED
        if self.unverified:
            return Verdict.UNVERIFIED
        return Verdict.OK if self.applies else Verdict.NOTHING


def diagnostic(who: Who, check: Check, finding: Finding) -> Diagnostic:
    """A finding as a diagnostic at the stage's place in the spec."""
    place = f" at {written(finding.point)}" if finding.point else ""
    port = f", port `{finding.port}`" if finding.port else ""
    what = check.name if check.level == check.name else f"{check.level} {check.name}"
    notes = [f"{what}{port}{place}"]
    if finding.expected:
        notes.append(f"promised: {finding.expected}; found: {finding.found}")
    return finding.rule.breach(
        f"`{who.path}` {finding.message}",
        None if who.at is None else Label(who.at, f"this is `{who.use}`"),
        notes=(*notes, *finding.notes, PLUGIN),
    )
