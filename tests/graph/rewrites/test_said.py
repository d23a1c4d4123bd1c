"""Rewrites as people read them."""

from __future__ import annotations

from attrs import evolve

from graphnet.graph.plan import Rewrite
from graphnet.graph.rewrites.said import rewrite_lines, rewrites_text
from tests.graph.rewrites.wide import picking_text, plan, wide_text


def test_each_has_a_line_and_a_reason() -> None:
    lines = list(rewrite_lines(plan(wide_text(n=65536)), rewriting=True))
    assert lines[1:] == [
        "  chunked: head, objective, 64 positions at a time",
        "    65,536 numbers a position are made of 4 and kept for none",
    ]
    assert "--no-rewrites" in lines[0]


def test_none_says_so() -> None:
    plain = plan(wide_text(), rewriting=False)
    assert list(rewrite_lines(plain, rewriting=True)) == [
        "rewrites: none; every stage is run as it stands"
    ]
    assert "(--no-rewrites)" in next(iter(rewrite_lines(plain, rewriting=False)))
    assert rewrites_text(plain) == "none"


def test_all_of_them_in_a_line() -> None:
    found = plan(picking_text())
    dead = Rewrite(name="dead", stages=("a", "b"), why="")
    both = evolve(found, rewrites=(dead, *found.rewrites))
    assert rewrites_text(both) == "left out: a, b; early: decoder before head"
