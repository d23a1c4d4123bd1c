"""Workflow commands are one line each and survive any character of a message."""

from __future__ import annotations

from graphnet.diagnostics import Fix, Label, Rule, Severity
from graphnet.diagnostics.render_github import render_github
from graphnet.text import SourceText, Span

RULE = Rule("GN301", "size-disagrees")


def test_a_breach_is_an_error_command_with_its_place() -> None:
    source = SourceText("specs/a.toml", "one = 1\ntwo = 22\n")
    breach = RULE.breach("bad", Label(Span(source, 14, 16), "here"), fixes=(Fix("mend"),))
    assert render_github((breach,)) == (
        "::error file=specs/a.toml,line=2,col=7,endLine=2,endColumn=8,"
        "title=GN301 size-disagrees::bad%0Ahere%0Ahelp: mend\n"
    )


def test_characters_that_mean_something_to_the_reader_are_escaped() -> None:
    breach = RULE.breach("50% of\r\nit", SourceText("a,b:c.toml").whole)
    assert render_github((breach,)) == (
        "::error file=a%2Cb%3Ac.toml,title=GN301 size-disagrees::50%25 of%0D%0Ait\n"
    )


def test_a_span_over_lines_has_no_end_column_and_a_warning_is_a_warning() -> None:
    source = SourceText("a.toml", "x = [\n1]\n")
    rule = Rule("GN503", "leads-nowhere", Severity.WARNING)
    assert render_github((rule.breach("m", Span(source, 4, 8)),)) == (
        "::warning file=a.toml,line=1,col=5,endLine=2,title=GN503 leads-nowhere::m\n"
    )


def test_what_is_no_file_is_named_in_the_message() -> None:
    span = Span(SourceText("--set", "train.x=1"), 0, 7)
    assert render_github((RULE.breach("m", Label(span, "no such key")),)) == (
        "::error title=GN301 size-disagrees::m%0A--set: train.x no such key\n"
    )


def test_a_breach_without_place_still_has_its_title() -> None:
    assert render_github((RULE.breach("m"),)) == "::error title=GN301 size-disagrees::m\n"
