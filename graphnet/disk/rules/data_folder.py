"""GN901: the data folder exists and holds files the source can read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from graphnet.diagnostics import Diagnostic, Fix, Rule
from graphnet.text import Span

RULE = Rule("GN901", "data-folder-missing-or-empty")

_HOW = "give a folder of files with `--data DIR`, or write `[data] path` in the spec"


def no_data_named() -> Diagnostic:
    """Neither the command nor the spec says where the data are."""
    return RULE.breach(
        "expected a data folder, found neither `--data` nor `[data] path`", fixes=(Fix(_HOW),)
    )


def data_folder_missing(folder: Path, at: Span | None) -> Diagnostic:
    """The folder is not there, or is a file."""
    found = "a file" if folder.is_file() else "nothing there"
    message = f"expected a data folder at `{folder}`, found {found}"
    return RULE.breach(message, at, fixes=(Fix(f"mend the path, or {_HOW}"),))


def data_folder_empty(folder: Path, suffixes: Sequence[str], at: Span | None) -> Diagnostic:
    """The folder holds nothing the source reads."""
    message = f"the data folder `{folder}` holds no {_kinds(suffixes)} file"
    fix = Fix(f"put {_kinds(suffixes)} files into it, or into its `train/ valid/ test/`; or {_HOW}")
    return RULE.breach(message, at, fixes=(fix,))


def input_missing(path: Path, suffixes: Sequence[str]) -> Diagnostic:
    """A file or folder named on the command line gives the source nothing to read."""
    message = f"expected {_kinds(suffixes)} data at `{path}`, found none"
    return RULE.breach(message, fixes=(Fix("name an existing file, or a folder of files"),))


def _kinds(suffixes: Sequence[str]) -> str:
    return " or ".join(f"`{suffix}`" for suffix in suffixes) or "readable"
