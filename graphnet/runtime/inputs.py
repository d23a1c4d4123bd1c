"""Files named on a command line, as examples of a plan's source."""

from __future__ import annotations

from pathlib import Path

from graphnet.diagnostics import Diagnostics
from graphnet.disk.facts import diagnose
from graphnet.disk.rules.data_folder import input_missing
from graphnet.disk.scanner import find_scanner
from graphnet.graph.plan import Plan, Wire
from graphnet.plugin.files import Example, Scan
from graphnet.runtime.ports import LABEL
from graphnet.spec.tree import Table


def read_inputs(path: Path, plan: Plan, tree: Table) -> tuple[tuple[Example, ...], Diagnostics]:
    """The examples in a folder, or the one in a file; what the source refuses is worded.

    A plan that no label enters, such as one cut at a stage, takes files of no known class too.
    """
    scanner, broken = find_scanner(plan, tree)
    if scanner is None:
        return (), broken
    scan = scanner.scan(path if path.is_dir() else path.parent)
    scan = scan if _takes_label(plan) else _without_classes(scan)
    examples = tuple(e for e in scan.examples if _is_asked(e.path, path))
    refusals = tuple(r for r in scan.refusals if _is_asked(r.path, path))
    problems = diagnose((Scan(examples, refusals),), scanner)
    if not examples and not problems:
        return (), (input_missing(path, scan.suffixes),)
    return examples, problems


def _takes_label(plan: Plan) -> bool:
    """Whether a stage, or whoever asks for the plan's outputs, is given the class."""
    taken = (wire for stage in plan.stages for wire in stage.inputs.values())
    return Wire(plan.source.path, LABEL) in (*taken, *plan.outputs)


def _without_classes(scan: Scan) -> Scan:
    """The scan where a file needs no class, and folders may be any number."""
    good = sorted((*scan.examples, *scan.unlabelled), key=lambda example: example.path)
    known = {example.path for example in good}
    refusals = (r for r in scan.refusals if r.reason or not r.path.is_dir())
    left = tuple(r for r in refusals if r.path not in known)
    return Scan(tuple(good), left, suffixes=scan.suffixes)


def _is_asked(found: Path, asked: Path) -> bool:
    return asked.is_dir() or found == asked or found.resolve() == asked.resolve()
