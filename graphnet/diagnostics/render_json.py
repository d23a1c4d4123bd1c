"""Diagnostics as one versioned JSON object, for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from attrs import asdict

from graphnet.diagnostics.diagnostic import Diagnostic, Diagnostics, Edit, Fix, Label
from graphnet.diagnostics.place import place

SCHEMA_VERSION = 1

Json = str | int | float | bool | Mapping[str, "Json"] | Sequence["Json"] | None


def render_json(diagnostics: Diagnostics) -> str:
    """The diagnostics and how many there are of each severity, as one object."""
    return json.dumps({"schema_version": SCHEMA_VERSION, **diagnostics_data(diagnostics)}, indent=2)


def diagnostics_data(diagnostics: Diagnostics) -> dict[str, Json]:
    """What every JSON output says of diagnostics: the keys `summary` and `diagnostics`."""
    errors = sum(diagnostic.is_error for diagnostic in diagnostics)
    return {
        "summary": {"errors": errors, "warnings": len(diagnostics) - errors},
        "diagnostics": [_diagnostic(diagnostic) for diagnostic in diagnostics],
    }


def _diagnostic(diagnostic: Diagnostic) -> dict[str, Json]:
    return {
        "code": diagnostic.rule.code,
        "rule": diagnostic.rule.name,
        "severity": diagnostic.rule.severity.value,
        "message": diagnostic.message,
        "at": None if diagnostic.primary is None else _label(diagnostic.primary),
        "others": [_label(label) for label in diagnostic.others],
        "notes": list(diagnostic.notes),
        "fixes": [_fix(fix) for fix in diagnostic.fixes],
    }


def _label(label: Label) -> dict[str, Json]:
    return {**asdict(place(label.span)), "text": label.text}


def _fix(fix: Fix) -> dict[str, Json]:
    return {"text": fix.text, "edits": [_edit(edit) for edit in fix.edits]}


def _edit(edit: Edit) -> dict[str, Json]:
    """An edit by place and by offset in characters, so that it can be applied either way."""
    span = edit.span
    return {
        **asdict(place(span)),
        "start": span.start,
        "end": span.end,
        "replacement": edit.replacement,
    }
