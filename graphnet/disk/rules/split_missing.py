"""GN905: the split a command works on has files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from graphnet.diagnostics import Diagnostic, Fix, Rule
from graphnet.diagnostics.near import close_matches
from graphnet.text import SourceText

RULE = Rule("GN905", "split-missing")


def split_missing(
    split: str, folder: Path, counts: Mapping[str, int], *, by_folders: bool
) -> Diagnostic:
    """The data folder gives this split no file; `counts` is what each split has."""
    found = ", ".join(f"{name} {count}" for name, count in counts.items()) or "none"
    message = f"the split `{split}` of `{folder}` has no files (found: {found})"
    fixes = [Fix(f"put files into `{folder / split}`")]
    note = "splits are the subfolders `train/ valid/ test/`"
    if not by_folders:
        note = f"without subfolders a file's name decides its split (80/10/10); {note}"
        fixes = [Fix(f"make `{folder / split}` and its sisters, and sort the files into them")]
    meant = close_matches(split, counts, n=1)
    if split not in counts and meant:
        fixes = [Fix(f"did you mean `--split {meant[0]}`?")]
    others = [name for name, count in counts.items() if count]
    if split != "train" and others and not meant:
        fixes.append(Fix(f"or work on another split: `--split {others[-1]}`"))
    return RULE.breach(message, notes=(note,), fixes=tuple(fixes))


def split_misnamed(folder: Path, meant: str) -> Diagnostic:
    """A folder beside the splits whose name is a common one for a split, and not ours."""
    return RULE.breach(
        f"the folder `{folder.name}` beside the splits would not be read: its name is no split's, "
        f"and there is no `{meant}`",
        SourceText(str(folder)).whole,
        notes=("splits are the subfolders `train/ valid/ test/`",),
        fixes=(Fix(f"rename it: `mv {folder} {folder.with_name(meant)}`"),),
    )
