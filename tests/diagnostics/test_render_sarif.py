"""The SARIF renderer writes what SARIF 2.1.0 asks of a run with results and fixes."""

from __future__ import annotations

import json
from typing import Any

from graphnet.diagnostics import Diagnostics, Edit, Fix, Label, Rule, Severity
from graphnet.diagnostics.render_sarif import render_sarif
from graphnet.text import SourceText, Span

SOURCE = SourceText("specs/my model.toml", "one = 1\ntwo = 22\n")
SPAN = Span(SOURCE, 14, 16)
RULE = Rule("GN1010", "unexpected-fault")
WARNING = Rule("GN9999", "no-page", Severity.WARNING)


def run_of(diagnostics: Diagnostics) -> dict[str, Any]:
    log = json.loads(render_sarif(diagnostics, "0.1.0"))
    assert (log["version"], len(log["runs"])) == ("2.1.0", 1)
    run: dict[str, Any] = log["runs"][0]
    return run


def test_each_rule_is_described_once_and_results_point_at_it() -> None:
    run = run_of((RULE.breach("a"), WARNING.breach("b"), RULE.breach("c")))
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["semanticVersion"]) == ("graphnet", "0.1.0")
    assert [rule["id"] for rule in driver["rules"]] == ["GN1010", "GN9999"]
    assert [(r["ruleId"], r["ruleIndex"], r["level"]) for r in run["results"]] == [
        ("GN1010", 0, "error"),
        ("GN9999", 1, "warning"),
        ("GN1010", 0, "error"),
    ]


def test_a_rule_with_a_page_carries_it_as_help() -> None:
    rules = run_of((RULE.breach("a"), WARNING.breach("b")))["tool"]["driver"]["rules"]
    assert rules[0]["help"]["markdown"].startswith("# GN1010: ")
    assert rules[0]["shortDescription"]["text"].startswith("GN1010: ")
    assert 0 < len(rules[0]["fullDescription"]["text"]) < len(rules[0]["help"]["text"])
    assert "help" not in rules[1]


def test_a_place_is_a_uri_and_a_region_counted_in_code_points() -> None:
    run = run_of((RULE.breach("a", Label(SPAN, "here"), others=(Label(SOURCE.whole, "w"),)),))
    assert run["columnKind"] == "unicodeCodePoints"
    location = run["results"][0]["locations"][0]
    assert location == {
        "physicalLocation": {
            "artifactLocation": {"uri": "specs/my%20model.toml"},
            "region": {"startLine": 2, "startColumn": 7, "endLine": 2, "endColumn": 9},
        },
        "message": {"text": "here"},
    }
    related = run["results"][0]["relatedLocations"][0]
    assert "region" not in related["physicalLocation"]


def test_a_fix_with_edits_is_a_fix_and_advice_goes_into_the_message() -> None:
    fixes = (Fix("advice"), Fix("write 3", (Edit(SPAN, "3"),)))
    result = run_of((RULE.breach("a", SPAN, notes=("n",), fixes=fixes),))["results"][0]
    assert result["message"]["text"] == "a\nnote: n\nhelp: advice\nhelp: write 3"
    assert result["fixes"] == [
        {
            "description": {"text": "write 3"},
            "artifactChanges": [
                {
                    "artifactLocation": {"uri": "specs/my%20model.toml"},
                    "replacements": [
                        {
                            "deletedRegion": {
                                "startLine": 2,
                                "startColumn": 7,
                                "endLine": 2,
                                "endColumn": 9,
                            },
                            "insertedContent": {"text": "3"},
                        }
                    ],
                }
            ],
        }
    ]


def test_an_absolute_path_is_an_address_and_what_is_no_file_has_a_name() -> None:
    here = Span(SourceText("/data/my specs/a.toml", "x"), 0, 1)
    option = Span(SourceText("--set", "x=1"), 0, 1)
    fix = Fix("f", (Edit(option, "y"),))
    one, other = run_of((RULE.breach("a", here), RULE.breach("b", option, fixes=(fix,))))["results"]
    physical = one["locations"][0]["physicalLocation"]
    assert physical["artifactLocation"] == {"uri": "file:///data/my%20specs/a.toml"}
    assert other["locations"] == [{"logicalLocations": [{"name": "--set"}]}]
    assert "fixes" not in other


def test_columns_count_characters_and_not_bytes_or_halves() -> None:
    source = SourceText("a.toml", "tête𝄞 = 22\n")
    start = source.text.index("22")
    run = run_of((RULE.breach("a", Span(source, start, start + 2)),))
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert (region["startColumn"], region["endColumn"]) == (9, 11)


def test_nothing_found_is_a_run_without_results() -> None:
    assert run_of(())["results"] == []
