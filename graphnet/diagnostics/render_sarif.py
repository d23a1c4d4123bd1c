"""Diagnostics as SARIF 2.1.0, with fixes, for code scanning and editors."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import PurePath
from urllib.parse import quote

from graphnet.diagnostics.diagnostic import Diagnostic, Diagnostics, Edit, Fix, Label, Rule
from graphnet.diagnostics.explanation import explanation
from graphnet.diagnostics.render_json import Json
from graphnet.text import Span

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)


def render_sarif(diagnostics: Diagnostics, version: str) -> str:
    """One run of this tool, of the given version, with every diagnostic as a result."""
    rules = tuple(dict.fromkeys(diagnostic.rule for diagnostic in diagnostics))
    driver: dict[str, Json] = {
        "name": "graphnet",
        "semanticVersion": version,
        "rules": [_rule(rule) for rule in rules],
    }
    run: dict[str, Json] = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(diagnostic, rules) for diagnostic in diagnostics],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _rule(rule: Rule) -> dict[str, Json]:
    described: dict[str, Json] = {
        "id": rule.code,
        "name": rule.name,
        "defaultConfiguration": {"level": rule.severity.value},
    }
    page = explanation(rule.code)
    if page is not None:
        title, _, rest = page.partition("\n")
        what = rest.partition("## What")[2].partition("\n## ")[0].strip()
        described["shortDescription"] = {"text": title.lstrip("# ")}
        described["fullDescription"] = {"text": what or title.lstrip("# ")}
        described["help"] = {"text": page, "markdown": page}
    return described


def _result(diagnostic: Diagnostic, rules: Sequence[Rule]) -> dict[str, Json]:
    advice = [f"help: {fix.text}" for fix in diagnostic.fixes]
    notes = [f"note: {note}" for note in diagnostic.notes]
    result: dict[str, Json] = {
        "ruleId": diagnostic.rule.code,
        "ruleIndex": rules.index(diagnostic.rule),
        "level": diagnostic.rule.severity.value,
        "message": {"text": "\n".join([diagnostic.message, *notes, *advice])},
    }
    if diagnostic.primary is not None:
        result["locations"] = [_location(diagnostic.primary)]
    if diagnostic.others:
        result["relatedLocations"] = [_location(label) for label in diagnostic.others]
    fixes = [_fix(fix) for fix in diagnostic.fixes if fix.can_be_applied]
    if fixes:
        result["fixes"] = fixes
    return result


def _location(label: Label) -> dict[str, Json]:
    location: dict[str, Json] = _place(label.span)
    if label.text:
        location["message"] = {"text": label.text}
    return location


def _place(span: Span) -> dict[str, Json]:
    """A place in a file, or the name of what is no file, such as `--set`."""
    if not span.source.is_file:
        return {"logicalLocations": [{"name": span.source.path}]}
    physical: dict[str, Json] = {"artifactLocation": _artifact(span.source.path)}
    if span != span.source.whole:
        physical["region"] = _region(span)
    return {"physicalLocation": physical}


def _artifact(path: str) -> dict[str, Json]:
    """A file's address: relative to the folder of the run, unless its path is absolute."""
    pure = PurePath(path)
    return {"uri": pure.as_uri() if pure.is_absolute() else quote(path.replace("\\", "/"))}


def _region(span: Span) -> dict[str, Json]:
    line, column = span.position
    end_line, end_column = span.source.position(span.end)
    return {
        "startLine": line,
        "startColumn": column,
        "endLine": end_line,
        "endColumn": end_column,
    }


def _fix(fix: Fix) -> dict[str, Json]:
    """A fix groups its edits by file."""
    by_path: dict[str, list[Edit]] = {}
    for edit in fix.edits:
        by_path.setdefault(edit.span.source.path, []).append(edit)
    changes: list[Json] = [
        {
            "artifactLocation": _artifact(path),
            "replacements": [_replacement(edit) for edit in edits],
        }
        for path, edits in by_path.items()
    ]
    return {"description": {"text": fix.text}, "artifactChanges": changes}


def _replacement(edit: Edit) -> dict[str, Json]:
    return {
        "deletedRegion": _region(edit.span),
        "insertedContent": {"text": edit.replacement},
    }
