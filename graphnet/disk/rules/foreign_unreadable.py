"""GN920: a checkpoint to import is a whole file of a form that is known."""

from __future__ import annotations

from pathlib import Path

from graphnet.diagnostics import Diagnostic, Fix, Rule
from graphnet.text import SourceText

RULE = Rule("GN920", "foreign-checkpoint-unreadable")


FORMS = Fix(
    "files of `torch.save` (`.pt`, `.ckpt`) and `.safetensors` are read; where it was "
    "made: `safetensors.torch.save_file(model.state_dict(), 'weights.safetensors')`"
)


def foreign_unreadable(path: Path, reason: str) -> Diagnostic:
    """A file that is cut short, altered, or says something of itself that is not so."""
    again = Fix("copy it again from where it is whole, and compare its checksum")
    return _breach(path, reason, again, FORMS)


def foreign_not_there(path: Path) -> Diagnostic:
    """Nothing bears that name."""
    fix = Fix("check the path, which starts at the current folder")
    return _breach(path, "it is not there", fix)


def foreign_no_file(path: Path, *, is_run: bool) -> Diagnostic:
    """A folder or a device; a run's own folder is told apart."""
    if not is_run:
        return _breach(path, "it is no regular file", Fix("name one file"), FORMS)
    export = Fix(f"to move its weights: `graphnet export {path} -o weights.safetensors`")
    begin = Fix(f'to begin a run with them: `[train] init = {{ run = "{path}" }}`')
    return _breach(path, "it is a run of graphnet, which needs no import", export, begin)


def _breach(path: Path, reason: str, *fixes: Fix) -> Diagnostic:
    return RULE.breach(
        f"`{path.name}` cannot be read as a checkpoint: {reason}",
        SourceText(str(path)).whole,
        fixes=fixes,
    )
