"""Close names are those of difflib; among very many none is looked for."""

from __future__ import annotations

import difflib
from time import process_time

from graphnet.diagnostics.near import MOST_NAMES, close_matches, in_order, listed

NAMES = ["encoder", "decoder", "head", "backbone", "encode"]


def test_close_names_are_those_of_difflib() -> None:
    for word in ("encodr", "haed", "x", "", "back_bone"):
        for count in (1, 3):
            assert close_matches(word, NAMES, count) == difflib.get_close_matches(
                word, NAMES, count
            )
    assert close_matches("encodr", dict.fromkeys(NAMES), n=1) == ["encoder"]
    assert close_matches("haed", NAMES, cutoff=0.9) == []


def test_many_names_and_long_words_cost_nothing() -> None:
    start = process_time()
    assert close_matches("s", (f"s{i}" for i in range(10**9))) == []
    assert close_matches("s" * 10**6, ["s" * 10**6]) == []
    assert close_matches("s1", (f"s{i}" for i in range(MOST_NAMES)), n=1) == ["s1"]
    assert process_time() - start < 2


def test_names_are_listed_in_order_and_not_all_of_many() -> None:
    assert listed([]) == "none"
    assert listed({"b", "a"}) == "`a`, `b`"
    assert listed(("x",), "s.") == "`s.x`"
    thirteen = [f"s{i:02}" for i in range(13)]
    assert listed(thirteen).count("`") == 26
    assert listed([*thirteen, "t"]).endswith("`s11` and 2 more")
    assert listed([f"s{i}" for i in range(10**5)]).endswith(" and 99988 more")
    assert in_order(["b", "a"]) == ["a", "b"]
    assert in_order([f"s{i}" for i in range(10**5)]) == []
