"""Files named on a command line, as examples of a plan's source."""

from __future__ import annotations

from pathlib import Path

from graphnet.build.protocols import Example, Source
from graphnet.diagnostics import Diagnostics
from graphnet.runtime.refusals import diagnose
from graphnet.runtime.rules.data_folder import input_missing
from graphnet.spec.tree import Table


def read_inputs(path: Path, source: Source, tree: Table) -> tuple[tuple[Example, ...], Diagnostics]:
    """The examples in a folder, or the one in a file; what the source refuses is worded."""
    scan = source.scan(path if path.is_dir() else path.parent)
    examples = tuple(e for e in scan.examples if _is_asked(e.path, path))
    problems = diagnose([r for r in scan.refusals if _is_asked(r.path, path)], tree)
    if not examples and not problems:
        return (), (input_missing(path, source.suffixes),)
    return examples, problems


def _is_asked(found: Path, asked: Path) -> bool:
    return asked.is_dir() or found == asked or found.resolve() == asked.resolve()
