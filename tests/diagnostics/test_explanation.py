"""Pages are found by their code, and codes are listed by their number."""

from __future__ import annotations

from graphnet.diagnostics.explanation import codes, explanation


def test_a_page_opens_with_its_code() -> None:
    assert (explanation("GN1010") or "").startswith("# GN1010: ")


def test_an_unknown_code_has_no_page_and_no_file_is_read_for_it() -> None:
    assert explanation("GN0") is None
    assert explanation("../explanation") is None
    assert explanation("") is None


def test_codes_are_in_the_order_of_their_numbers() -> None:
    numbers = [int(code.removeprefix("GN")) for code in codes()]
    assert numbers == sorted(numbers)
    assert len(numbers) == len(set(numbers))
