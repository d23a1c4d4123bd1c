"""The JSON renderer writes one versioned object that names every place twice over."""

from __future__ import annotations

import json
from typing import Any

from graphnet.diagnostics import Edit, Fix, Label, Rule, Severity
from graphnet.diagnostics.render_json import render_json
from graphnet.text import SourceText, Span

SOURCE = SourceText("a.toml", "one = 1\ntwo = 22\n")
RULE = Rule("GN301", "size-disagrees")


def rendered() -> dict[str, Any]:
    span = Span(SOURCE, 14, 16)
    breach = RULE.breach(
        "m",
        Label(span, "here"),
        others=(Label(SourceText("b").whole, "there"),),
        notes=("n",),
        fixes=(Fix("f", (Edit(span, "3"),)), Fix("g")),
    )
    warning = Rule("GN503", "leads-nowhere", Severity.WARNING).breach("w")
    found: dict[str, Any] = json.loads(render_json((breach, warning)))
    return found


def test_the_object_has_a_version_and_counts() -> None:
    assert rendered()["schema_version"] == 1
    assert rendered()["summary"] == {"errors": 1, "warnings": 1}


def test_a_place_is_told_in_lines_and_columns_from_one() -> None:
    assert rendered()["diagnostics"][0]["at"] == {
        "path": "a.toml",
        "line": 2,
        "column": 7,
        "end_line": 2,
        "end_column": 9,
        "text": "here",
    }


def test_a_whole_file_has_no_line_and_a_breach_without_place_has_none() -> None:
    first, second = rendered()["diagnostics"]
    assert first["others"][0]["line"] == 0
    assert second["at"] is None


def test_applying_an_edit_by_offset_changes_what_the_place_names() -> None:
    fixes = rendered()["diagnostics"][0]["fixes"]
    edit = fixes[0]["edits"][0]
    text = SOURCE.text
    assert text[: edit["start"]] + edit["replacement"] + text[edit["end"] :] == "one = 1\ntwo = 3\n"
    assert fixes[1] == {"text": "g", "edits": []}


def test_rule_severity_message_and_notes_are_there() -> None:
    first = rendered()["diagnostics"][0]
    told = {key: first[key] for key in ("code", "rule", "severity", "message", "notes")}
    assert told == {
        "code": "GN301",
        "rule": "size-disagrees",
        "severity": "error",
        "message": "m",
        "notes": ["n"],
    }
