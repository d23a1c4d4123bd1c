"""The scan follows a text to its end, whatever stands in it."""

from __future__ import annotations

from graphnet.spec.scan import MAX_DEPTH, scan


def test_places_are_found_by_path() -> None:
    marks = scan("[a]\nb.c = [1, {d = 2}]\n[[e]]\nf = 3\n[[e]]\nf = 4\n").marks
    assert {
        path: (mark.key, mark.value) for path, mark in marks.items() if path[-1:] == ("f",)
    } == {
        ("e", 0, "f"): ((29, 30), (33, 34)),
        ("e", 1, "f"): ((41, 42), (45, 46)),
    }
    assert marks["a", "b", "c", 1, "d"].value == (19, 20)


def test_a_line_that_cannot_be_followed_does_not_hide_the_next() -> None:
    assert ("b",) in scan("a = = 1\n??\nb = 2").marks


def test_what_is_opened_and_not_closed_is_told() -> None:
    assert scan("a = [1\nb = 2").unclosed == (((4, 5), 7),)


def test_the_first_place_that_is_too_deep_is_told() -> None:
    text = "a = " + "[" * (MAX_DEPTH + 9)
    assert scan(text).too_deep == (4 + MAX_DEPTH, 5 + MAX_DEPTH)
