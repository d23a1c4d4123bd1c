"""Diagnostics go out once, in the order people read, to the stream that is theirs."""

from __future__ import annotations

import json

import pytest

from graphnet.cli.outcome import in_reading_order, print_json, report
from graphnet.diagnostics import Rule
from graphnet.text import SourceText, Span

RULE = Rule("GN301", "size-disagrees")
FIRST, SECOND = (SourceText(path, "one = 1\ntwo = 2\n") for path in ("b.toml", "a.toml"))


def test_problems_of_one_file_stand_together_from_its_top_to_its_end() -> None:
    late, other, early = (
        RULE.breach("late", Span(FIRST, 8, 11)),
        RULE.breach("other", Span(SECOND, 0, 3)),
        RULE.breach("early", Span(FIRST, 0, 3)),
    )
    arranged = in_reading_order((late, other, early, late))
    assert [each.message for each in arranged] == ["early", "late", "other"]


def test_problems_without_a_place_keep_their_order() -> None:
    found = tuple(RULE.breach(text) for text in "zab")
    assert in_reading_order(found) == found


def test_text_goes_to_stderr_and_json_to_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    assert report((RULE.breach("m"),)) == 1
    said = capsys.readouterr()
    assert (said.out, said.err.startswith("error[GN301]: m\n")) == ("", True)
    assert report((RULE.breach("m"),), "json") == 1
    said = capsys.readouterr()
    assert json.loads(said.out)["summary"] == {"errors": 1, "warnings": 0}
    assert said.err == ""


def test_nothing_found_is_silence_for_people_and_an_object_for_programs(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert report(()) == 0
    assert capsys.readouterr() == ("", "")
    assert report((), "json") == 0
    assert json.loads(capsys.readouterr().out)["diagnostics"] == []


def test_every_json_object_has_its_version_first(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"a": "é"})
    assert list(json.loads(capsys.readouterr().out).items()) == [("schema_version", 1), ("a", "é")]
