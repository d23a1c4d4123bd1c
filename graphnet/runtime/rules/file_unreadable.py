"""GN902: every file of the data folder can be read."""

from __future__ import annotations

from graphnet.build.protocols import Refusal
from graphnet.diagnostics import Diagnostic, Fix, Rule
from graphnet.text import SourceText

RULE = Rule("GN902", "file-unreadable")


def file_unreadable(refusal: Refusal) -> Diagnostic:
    """One file whose content is not what its name promises, or is cut short."""
    help_text = refusal.help or "replace the file by a sound copy, or move it out of the folder"
    return RULE.breach(
        f"`{refusal.path.name}` cannot be read: {refusal.reason}",
        SourceText(str(refusal.path)).whole,
        fixes=(Fix(help_text),),
    )
