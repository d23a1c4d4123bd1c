"""Files a source refuses, summed up: each fact once, with how many files it is true of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from graphnet.diagnostics import Diagnostic, Diagnostics
from graphnet.disk.rules.fact_disagrees import Disagreement, classes_differ, fact_disagrees
from graphnet.disk.rules.file_unreadable import files_unreadable, reasons_unlisted
from graphnet.disk.rules.listed import SHOWN
from graphnet.disk.rules.unusable_value import unusable_values
from graphnet.disk.rules.zero_length import nothing_inside
from graphnet.disk.run import is_run
from graphnet.disk.scanner import Scanner
from graphnet.plugin.files import Refusal, Scan


def diagnose(scans: Sequence[Scan], scanner: Scanner) -> Diagnostics:
    """Everything that is wrong with the files of some folders, each root cause once.

    Files that cannot be read for one reason are one diagnostic, and so are all files that hold
    values no spec can ask for, and all that disagree with the spec in one fact, whatever they say
    instead.
    """
    refusals = [refusal for scan in scans for refusal in scan.refusals]
    found = _unreadable(r for r in refusals if r.reason and r.item is None)
    found += _unusable(refusals)
    empty = [example for scan in scans for example in scan.examples if example.length < 1]
    found += (nothing_inside(empty),) if empty else ()
    return found + _disagreeing(scans, scanner)


def refused_while_reading(refusal: Refusal) -> Diagnostic:
    """What a source said of a file when it came to its values."""
    if refusal.item is None:
        return files_unreadable((refusal,))
    return unusable_values((refusal,))


def check_classes(scans: Mapping[str, Scan], scanner: Scanner) -> Diagnostics:
    """Refuse splits with other classes: the same number would mean another class in each."""
    known = {name: scan.classes for name, scan in scans.items() if scan.classes}
    if len(set(known.values())) < 2:
        return ()
    return (classes_differ(known, scanner.place),)


def _unreadable(refusals: Iterable[Refusal]) -> Diagnostics:
    reasons: dict[str, list[Refusal]] = {}
    for refusal in refusals:
        reasons.setdefault(refusal.reason, []).append(refusal)
    groups = list(reasons.values())
    found = tuple(files_unreadable(group) for group in groups[:SHOWN])
    rest = [refusal for group in groups[SHOWN:] for refusal in group]
    return (*found, reasons_unlisted(rest)) if rest else found


def _unusable(refusals: Iterable[Refusal]) -> Diagnostics:
    """One diagnostic for all files that are mended alike."""
    mends: dict[str, list[Refusal]] = {}
    for refusal in refusals:
        if refusal.item is not None:
            mends.setdefault(refusal.help, []).append(refusal)
    return tuple(unusable_values(group) for group in mends.values())


def _disagreeing(scans: Sequence[Scan], scanner: Scanner) -> Diagnostics:
    facts: dict[str, list[Refusal]] = {}
    files = {example.path for scan in scans for example in scan.examples}
    for scan in scans:
        for refusal in scan.refusals:
            if not refusal.reason:
                facts.setdefault(refusal.fact, []).append(refusal)
    files |= {r.path for found in facts.values() for r in found if not r.path.is_dir()}
    return tuple(
        _disagreement(found, len(scans) if found[0].path.is_dir() else len(files), scanner)
        for found in facts.values()
    )


def _disagreement(found: Sequence[Refusal], count: int, scanner: Scanner) -> Diagnostic:
    """One fact that some of so many files, or folders, disagree in."""
    place = scanner.place_of(found[0])
    is_recorded = place is not None and is_run(Path(place.at.source.path).parent)
    return fact_disagrees(Disagreement(tuple(found), count, _kinds(found), is_recorded), place)


def _kinds(refusals: Sequence[Refusal]) -> tuple[tuple[str, int], ...]:
    """What is found instead, and in how many files, the most frequent first."""
    return tuple(Counter(refusal.found for refusal in refusals).most_common())
