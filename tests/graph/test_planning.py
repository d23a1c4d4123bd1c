"""What a plan knows of a spec, and what it says of specs that are wrong."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import pytest

from graphnet.graph.plan import Wire
from tests.toys import BASE, codes, plan_text, toy_plan


def changed(old: str, new: str, text: str = BASE) -> str:
    """The base spec with one place changed."""
    assert old in text
    return text.replace(old, new)


def test_a_composite_is_opened_and_its_stages_are_named_by_their_path() -> None:
    assert [stage.path for stage in toy_plan().stages] == [
        "source", "delay", "embed", "net.down", "net.sum", "net.up", "net.late", "net.join",
        "head", "objective",
    ]  # fmt: skip


def test_a_spec_without_an_objective_plans() -> None:
    plan = toy_plan(BASE[: BASE.index("[objective]")])
    assert plan.objective is None
    assert plan.outputs == (Wire("head"),)
    assert plan.schedule is None


RING = """\
[stages.a]
use   = "scale"
input = "b"

[stages.b]
use   = "scale"
input = "a"

"""


WRONG = {
    "a width the next stage does not take": (
        'use = "head"', 'use = "head"\ncontract = "(B, L, 5) -> (B, L, n)"', ["GN301"]),
    "a misspelt size": ("-> float (B, L, H)", "-> float (B, L, HH)", ["GN302"]),
    "a contract the stage does not keep": (
        "int64 (B, L, 1) in [0, n) ->", "int64 (B, L, 2) in [0, n) ->", ["GN303"]),
    "codes that the embedding has no row for": (
        "int64 (B, L, 1) in [0, n) ->", "int64 (B, L, 1) in [0, 4) ->", ["GN402"]),
    "a stage nobody offers": ('use = "net"', 'use = "nett"', ["GN202"]),
    "an odd width that is halved": ("H = 4", "H = 5", []),
    "a second head": (
        "[objective]", '[stages.more]\nuse = "head"\nsizes = { C = 8 }\n\n[objective]', ["GN403"]),
    "a stage that looks ahead": ('use = "net"', 'use = "ahead"', ["GN601"]),
    "a stage that promises nothing": ('use = "net"', 'use = "whole"', ["GN601"]),
    "an up pool that is not delayed": (
        'use = "net"', 'use = "down"\n\n[stages.up]\nuse = "up"', ["GN601"]),
    "a second shift": ('use = "net"', 'use = "delay"', ["GN603"]),
    "a ring": (
        "[objective]",
        RING + '[objective]\nprediction = "head"', ["GN501"]),
    "a tie to nothing": ('use = "head"', 'use = "head"\ntie = { weight = "x.y" }', ["GN505"]),
    "a length that does not divide": ("[objective]", "[train]\nlength = { L = 7 }\n\n[objective]",
                                      ["GN308"]),
    "a name that is not free": ("[objective]", "[train]\nlength = { H = 8 }\n\n[objective]",
                                ["GN1002"]),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_one_mistake_gives_one_message(case: str) -> None:
    old, new, expected = WRONG[case]
    assert codes(changed(old, new)) == expected


def test_two_mistakes_never_give_a_third_message() -> None:
    seen = 0
    for (old, new, some), (other, newer, more) in combinations(WRONG.values(), 2):
        text = changed(old, new)
        if old == other or text.count(other) != 1:
            continue
        seen += 1
        assert not Counter(codes(changed(other, newer, text))) - Counter([*some, *more])
    assert seen > 50


def test_mistakes_add_up_and_nothing_else_is_said() -> None:
    text = BASE
    for case in ("a misspelt size", "a stage nobody offers", "a name that is not free"):
        old, new, _ = WRONG[case]
        text = changed(old, new, text)
    assert sorted(codes(text)) == ["GN1002", "GN202", "GN302"]


def test_a_plan_is_refused_with_all_that_is_wrong_and_no_plan() -> None:
    plan, problems = plan_text(changed("H = 4", 'H = "n // 0"'))
    assert plan is None
    assert [problem.rule.code for problem in problems] == ["GN112"]
