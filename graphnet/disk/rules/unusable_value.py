"""GN911: every value of a file is a number that the source can give."""

from __future__ import annotations

from collections.abc import Sequence

from graphnet.diagnostics import Diagnostic, Fix, Label, Rule
from graphnet.disk.rules.listed import SHOWN
from graphnet.plugin.files import Refusal
from graphnet.text import SourceText

RULE = Rule("GN911", "unusable-value")

_REPLACE = "write the file anew from where it came, or move it out of the folder"


def unusable_values(refusals: Sequence[Refusal]) -> Diagnostic:
    """Files whose headers are sound and whose values are not, each with the first such value."""
    first, rest = refusals[0], len(refusals) - 1
    others = f" and {rest} other file{'s' * (rest > 1)}" if rest else ""
    more = "; the same for the others" if rest else ""
    return RULE.breach(
        f"`{first.path.name}`{others} cannot be learned from: {first.reason}",
        SourceText(str(first.path)).whole,
        others=tuple(Label(SourceText(str(r.path)).whole, r.reason) for r in refusals[1:SHOWN]),
        notes=(f"{rest + 1 - SHOWN} more files are not listed",) if rest >= SHOWN else (),
        fixes=(Fix(f"{first.help or _REPLACE}{more}"),),
    )
