"""The text renderer keeps its layout, and its carets stand under what they mean."""

from __future__ import annotations

import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from graphnet.diagnostics import Diagnostic, Edit, Fix, Label, Rule, Severity
from graphnet.diagnostics.render_text import render_text
from graphnet.text import SourceText, Span

RULE = Rule("GN301", "size-disagrees")

PAGE = """\
error[GN301]: `up1` takes L//5 on axis 1 (time), but gets L//4
  --> specs/unet.toml:31:17
   |
31 | contract = "(B, L//5, d_model) -> (B, L, d_model)"
   |                 ^^^^ at L = 16: 3 here, 4 from `down1`
   |
  ::: specs/unet.toml:18:36
18 | contract = "(B, L, d_model) -> (B, L//4, d_model)"
   |                                    ---- bound here
help: write `L//4`   (can be applied)                                   graphnet explain GN301
"""


def span_of(source: SourceText, text: str) -> Span:
    start = source.text.index(text)
    return Span(source, start, start + len(text))


def unet_breach() -> Diagnostic:
    down = 'contract = "(B, L, d_model) -> (B, L//4, d_model)"'
    up = 'contract = "(B, L//5, d_model) -> (B, L, d_model)"'
    source = SourceText("specs/unet.toml", "\n" * 17 + down + "\n" * 13 + up + "\n")
    return RULE.breach(
        "`up1` takes L//5 on axis 1 (time), but gets L//4",
        Label(span_of(source, "L//5"), "at L = 16: 3 here, 4 from `down1`"),
        others=(Label(span_of(source, "L//4"), "bound here"),),
        fixes=(Fix("write `L//4`", (Edit(span_of(source, "L//5"), "L//4"),)),),
    )


def test_a_breach_is_laid_out_as_the_reference_page_says() -> None:
    assert render_text((unet_breach(),)) == PAGE


def test_two_breaches_stand_one_empty_line_apart() -> None:
    assert render_text((unet_breach(), unet_breach())) == f"{PAGE}\n{PAGE}"


def test_nothing_renders_to_nothing() -> None:
    assert render_text(()) == ""


def test_labels_on_lines_close_by_share_one_snippet() -> None:
    source = SourceText("a.toml", "one = 1\ntwo = 2\nthree = 3\nfour = 4\nfive = 5\n")
    breach = RULE.breach(
        "five is not four",
        Label(span_of(source, "five"), "here"),
        others=(Label(span_of(source, "three"), "and"), Label(span_of(source, "one"), "first")),
    )
    assert render_text((breach,)).splitlines()[1:-1] == [
        " --> a.toml:5:1",
        "  |",
        "1 | one = 1",
        "  | --- first",
        "2 | two = 2",
        "3 | three = 3",
        "  | ----- and",
        "4 | four = 4",
        "5 | five = 5",
        "  | ^^^^ here",
    ]


def test_a_gap_of_several_lines_inside_a_snippet_is_shown_as_dots() -> None:
    source = SourceText("a.toml", "one = 1\n\n\n\nfive = 5\n")
    breach = RULE.breach(
        "m", Label(span_of(source, "five")), others=(Label(span_of(source, "one"), "x"),)
    )
    assert "  | --- x\n...\n5 | five = 5\n" in render_text((breach,))


def test_a_label_in_another_file_gets_its_own_place() -> None:
    here, there = SourceText("a.toml", "x = 1\n"), SourceText("b.toml", "\ny = 2\n")
    breach = RULE.breach("m", Label(span_of(here, "1")), others=(Label(span_of(there, "2"), "q"),))
    assert "  |\n ::: b.toml:2:5\n2 | y = 2\n  |     - q\n" in render_text((breach,))


def test_a_whole_file_is_named_without_a_line() -> None:
    breach = RULE.breach("m", SourceText("data/a.bin").whole)
    assert render_text((breach,)) == "error[GN301]: m\n --> data/a.bin\ngraphnet explain GN301\n"


def test_a_label_that_names_a_whole_file_keeps_its_words() -> None:
    source = SourceText("a.toml", "x = 1\n")
    other = Label(SourceText("plugin s4").whole, "declared there")
    breach = RULE.breach("m", Label(span_of(source, "1")), others=(other,))
    assert "\n ::: plugin s4: declared there\n" in render_text((breach,))


def test_notes_come_before_help_and_a_fix_without_edits_cannot_be_applied() -> None:
    breach = RULE.breach("m", notes=("because",), fixes=(Fix("do this"),))
    lines = render_text((breach,)).splitlines()
    assert lines[1] == "note: because"
    assert re.fullmatch(r"help: do this {10,}graphnet explain GN301", lines[2])


def test_where_help_leaves_no_room_the_page_is_named_on_a_line_of_its_own() -> None:
    breach = RULE.breach("m", fixes=(Fix("x" * 80),))
    assert render_text((breach,)).splitlines()[1:] == [
        f"help: {'x' * 80}",
        "graphnet explain GN301",
    ]


def test_a_warning_says_so() -> None:
    breach = Rule("GN503", "leads-nowhere", Severity.WARNING).breach("m")
    assert render_text((breach,)).startswith("warning[GN503]: m\n")


def test_colour_adds_codes_and_changes_no_word() -> None:
    coloured = render_text((unet_breach(),), colour=True)
    assert "\x1b[1;31m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == PAGE


def test_control_characters_of_a_spec_never_reach_the_terminal() -> None:
    source = SourceText("a\x1b[2J.toml", 'x = "\x1b[31m\u202e\x07"\r\n')
    breach = RULE.breach("got `\x1b[0m`", Label(span_of(source, "x")), notes=("a\x1b]0;t\x07",))
    assert not set(render_text((breach,))) & set("\x1b\x07\r\u202e")


def test_an_empty_span_still_gets_a_caret() -> None:
    source = SourceText("a.toml", "x = \n")
    assert "\n  |     ^ nothing\n" in render_text(
        (RULE.breach("m", Label(Span(source, 4, 4), "nothing")),)
    )


def test_a_span_over_several_lines_is_marked_on_its_first() -> None:
    source = SourceText("a.toml", "x = [\n  1,\n]\n")
    breach = RULE.breach("m", Label(Span(source, 4, 12), "all of it"))
    assert "1 | x = [\n  |     ^ all of it\n" in render_text((breach,))


def terminal_columns(text: str) -> int:
    """Columns a text takes, reckoned apart from the renderer."""
    columns = 0
    for char in text:
        if unicodedata.combining(char) or unicodedata.category(char) in {"Mn", "Me", "Cf"}:
            continue
        columns += 2 if unicodedata.east_asian_width(char) in "WF" else 1
    return columns


LINES = st.text(st.sampled_from("ab =\"'[]{}#\t日本é\u0301\u200dｗ"), min_size=1, max_size=120)


@given(line=LINES, data=st.data(), width=st.integers(40, 120))
def test_carets_stand_under_the_characters_of_the_span(
    line: str, data: st.DataObject, width: int
) -> None:
    start = data.draw(st.integers(0, len(line) - 1))
    end = data.draw(st.integers(start + 1, len(line)))
    source = SourceText("a.toml", f"# first\n{line}\nlast = 1\n")
    span = Span(source, start + 8, end + 8)
    page = render_text((RULE.breach("m", span),), width=width).splitlines()
    assert page[1] == f" --> a.toml:2:{start + 1}"
    shown, marks = page[3], page[4]
    assert shown.startswith("2 |")
    assert marks.startswith("  | ")
    assert terminal_columns(shown) <= width
    low, high = marks.index("^"), marks.rindex("^") + 1
    assert marks[low:high] == "^" * (high - low)
    expanded = line.replace("\t", "    ")
    if terminal_columns(expanded) <= width - 4:  # nothing was cut: columns are the line's own
        before = terminal_columns(line[:start].replace("\t", "    "))
        inside = terminal_columns(line[start:end].replace("\t", "    "))
        assert (low - 4, high - low) == (before, max(inside, 1))


@given(pad=st.integers(0, 400), tail=st.integers(0, 400), width=st.integers(40, 100))
def test_in_a_long_line_the_marked_word_stays_in_view_above_its_carets(
    pad: int, tail: int, width: int
) -> None:
    source = SourceText("a.toml", "x" * pad + "WORD" + "y" * tail)
    page = render_text((RULE.breach("m", span_of(source, "WORD")),), width=width).splitlines()
    low = page[4].index("^")
    assert page[3][low : low + 4] == "WORD"
    assert page[4][low:] == "^^^^"
    assert len(page[3]) <= width
