"""Files named on a command line, as examples of a plan's source."""

from __future__ import annotations

from pathlib import Path

from graphnet.diagnostics import Diagnostics
from graphnet.disk.facts import diagnose
from graphnet.disk.rules.data_folder import input_missing
from graphnet.disk.scanner import find_scanner
from graphnet.graph.plan import Plan
from graphnet.plugin.files import Example, Scan
from graphnet.spec.tree import Table


def read_inputs(path: Path, plan: Plan, tree: Table) -> tuple[tuple[Example, ...], Diagnostics]:
    """The examples in a folder, or the one in a file; what the source refuses is worded."""
    scanner, broken = find_scanner(plan, tree)
    if scanner is None:
        return (), broken
    scan = scanner.scan(path if path.is_dir() else path.parent)
    examples = tuple(e for e in scan.examples if _is_asked(e.path, path))
    refusals = tuple(r for r in scan.refusals if _is_asked(r.path, path))
    problems = diagnose((Scan(examples, refusals),), scanner)
    if not examples and not problems:
        return (), (input_missing(path, scan.suffixes),)
    return examples, problems


def _is_asked(found: Path, asked: Path) -> bool:
    return asked.is_dir() or found == asked or found.resolve() == asked.resolve()
