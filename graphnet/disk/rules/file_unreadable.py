"""GN902: every file of the data folder can be read."""

from __future__ import annotations

from collections.abc import Sequence

from graphnet.diagnostics import Diagnostic, Fix, Label, Rule
from graphnet.disk.rules.listed import SHOWN, listed
from graphnet.plugin.files import Refusal
from graphnet.text import SourceText

RULE = Rule("GN902", "file-unreadable")

_REPLACE = "replace the file by a sound copy, or move it out of the folder"


def files_unreadable(refusals: Sequence[Refusal]) -> Diagnostic:
    """Files whose content is not what their names promise, or that are cut short, alike."""
    first = refusals[0]
    advice = first.help or _REPLACE
    more = "; the same for the others" if len(refusals) > 1 else ""
    return RULE.breach(
        f"{_who(refusals)} cannot be read: {first.reason}",
        SourceText(str(first.path)).whole,
        others=tuple(Label(SourceText(str(r.path)).whole) for r in refusals[1:SHOWN]),
        notes=_uncounted(len(refusals)),
        fixes=(Fix(f"{advice}{more}"),),
    )


def reasons_unlisted(refusals: Sequence[Refusal]) -> Diagnostic:
    """The rest, where files cannot be read for more reasons than a message can list."""
    return RULE.breach(
        f"{len(refusals)} more files cannot be read, for other reasons: "
        f"{listed(r.path.name for r in refusals)}",
        SourceText(str(refusals[0].path)).whole,
        fixes=(Fix("replace them by sound copies, or move them out of the folder"),),
    )


def _who(refusals: Sequence[Refusal]) -> str:
    name = f"`{refusals[0].path.name}`"
    rest = len(refusals) - 1
    return name if not rest else f"{name} and {rest} other file{'s' * (rest > 1)}"


def _uncounted(count: int) -> tuple[str, ...]:
    return (f"{count - SHOWN} more files are not listed",) if count > SHOWN else ()
