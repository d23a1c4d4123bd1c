"""A cursor reads tokens in order; after the first mistake it sees nothing but the end."""

from __future__ import annotations

from graphnet.contract.cursor import Cursor
from graphnet.diagnostics import Rule
from graphnet.text import SourceText, excerpt_at
from tests.contract.nodes import cursor

FIRST, SECOND = (Rule("GN106", "x").breach(text) for text in ("first", "second"))


def test_tokens_come_in_order_and_the_end_stays() -> None:
    place = cursor("a // 4")
    assert place.before is None
    assert (place.seen.text, place.after.text) == ("a", "//")
    assert [place.take().text for _ in range(5)] == ["a", "//", "4", "", ""]
    assert (place.seen.kind, place.after.kind) == ("end", "end")
    assert place.before is not None
    assert place.before.text == "4"


def test_only_what_is_asked_for_is_accepted() -> None:
    place = cursor("a")
    assert place.accept("b", "c") is None
    assert place.accept("b", "a") is not None
    assert place.accept("") is None


def test_the_first_mistake_is_kept_and_ends_the_reading() -> None:
    place = cursor("a, b")
    place.refuse(FIRST)
    place.refuse(SECOND)
    assert place.problem == FIRST
    assert (place.seen.kind, place.after.kind) == ("end", "end")
    assert place.accept("a") is None
    assert place.take().kind == "end"


def test_spans_point_into_the_file_the_text_came_from() -> None:
    file = SourceText("x.toml", 'contract = "(B,  L) "')
    place = Cursor(excerpt_at("(B,  L) ", file, 12))
    place.take()
    first = place.seen
    for _ in range(3):
        place.take()
    assert place.since(first).text == "B,  L"
    assert place.since(place.seen).text == ")"
    assert place.at(place.seen).position == (1, 19)
