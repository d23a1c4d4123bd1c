"""What a plan knows of a spec, and what it says of specs that are wrong."""

from __future__ import annotations

from fractions import Fraction

import pytest

from graphnet.contract.polynomial import render
from graphnet.graph import cut
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


def test_sizes_are_inferred_along_the_wires_and_keep_their_names() -> None:
    plan = toy_plan()
    inner = plan.by_path["net.sum"].gives["main"]
    assert [axis.written for axis in inner.axes] == ["B", "L//2", "2*H"]
    assert [render(axis.size) for axis in inner.axes] == ["B", "L//2", "8"]
    assert plan.by_path["source"].sizes["bits"] == 3
    assert plan.by_path["source"].start == 4


def test_what_a_pool_asks_of_time_becomes_a_condition_on_the_free_size() -> None:
    assert toy_plan().assumptions.modulus_of("L") == 2
    four = changed('use = "net"', 'use = "net"\noptions = { by = 4 }')
    assert toy_plan(four).assumptions.modulus_of("L") == 4


def test_everything_but_the_objective_reads_the_target_one_item_late() -> None:
    plan = toy_plan()
    assert plan.by_path["embed"].inputs == {"main": Wire("delay")}
    assert plan.by_path["objective"].inputs == {"main": Wire("head"), "target": Wire("source")}


def test_rates_and_the_schedule_follow_the_pools() -> None:
    plan = toy_plan()
    assert plan.by_path["net.sum"].rate == Fraction(1, 2)
    assert plan.schedule is not None
    assert plan.schedule.ticks == (
        ("embed", "net.join", "head"),
        ("embed", "net.down", "net.sum", "net.up", "net.join", "head"),
    )


def test_parameters_have_numbers_for_shapes() -> None:
    shapes = {p.name: p.shape for s in toy_plan().stages if s.path == "head" for p in s.parameters}
    assert shapes == {"weight": (8, 4)}


def test_costs_are_formulas_over_the_free_sizes() -> None:
    assert render(toy_plan().by_path["head"].flops) == "64*B*L"


def test_a_cut_keeps_what_leads_to_a_stage_and_nothing_behind() -> None:
    part, problems = cut(toy_plan(), "net")
    assert not problems
    assert part is not None
    assert part.outputs == (Wire("net.join"),)
    assert "head" not in part.by_path
    assert "objective" not in part.by_path


def test_a_cut_at_an_unknown_stage_is_refused_with_a_guess() -> None:
    part, problems = cut(toy_plan(), "nett")
    assert part is None
    assert problems[0].rule.code == "GN1008"
    assert "`net`" in problems[0].fixes[0].text


def test_fingerprints_change_with_the_model_and_not_with_the_training() -> None:
    first = toy_plan().fingerprints
    longer = toy_plan(BASE + "\n[train]\nupdates = 7\n").fingerprints
    wider = toy_plan(changed("H = 4", "H = 6")).fingerprints
    assert first.model == longer.model
    assert first.training != longer.training
    assert first.model != wider.model


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


def test_a_contract_written_without_roles_keeps_what_the_wire_means() -> None:
    written = changed('sizes = { C = "n" }', 'contract = "(B, L, H) -> (B, L, n)"')
    plan = toy_plan(written)
    assert [axis.role for axis in plan.by_path["head"].gives["main"].axes] == [
        "batch", "time", "class",
    ]  # fmt: skip
    assert plan.schedule is not None


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


def test_mistakes_add_up_and_nothing_else_is_said() -> None:
    text = BASE
    for case in ("a misspelt size", "a stage nobody offers", "a name that is not free"):
        old, new, _ = WRONG[case]
        text = changed(old, new, text)
    assert sorted(codes(text)) == ["GN1002", "GN202", "GN302"]


def test_a_size_refused_on_the_way_in_is_not_refused_again_on_the_way_out() -> None:
    text = changed('use = "net"', 'use = "scale"\ncontract = "(B, L, 6) -> (B, L, 6)"')
    assert codes(text) == ["GN301"]


def test_a_plan_is_refused_with_all_that_is_wrong_and_no_plan() -> None:
    plan, problems = plan_text(changed("H = 4", 'H = "n // 0"'))
    assert plan is None
    assert [problem.rule.code for problem in problems] == ["GN112"]
