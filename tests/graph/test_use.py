"""Whatever a spec says and nothing uses is pointed at, once, as a warning; what is used is not."""

from __future__ import annotations

import pytest
from attrs import evolve

from graphnet.graph import plan_spec
from graphnet.graph.use import free_in_use
from graphnet.plugin.types import Declaration, PluginInfo, StageType
from graphnet.registry import Registry
from tests.toys import BASE, read, toy_registry

TRAIN = "\n[train]\nlength = { L = 16 }\n"
FREE = BASE.replace("n = 8\n", 'n = 8\nT = "any"\n')


def registry() -> Registry:
    plugins = (
        PluginInfo("toy", "graphnet-toy", "1", "", ("toy.embed", "toy.codes")),
        PluginInfo("s4", "graphnet-s4", "1", "", ("s4.s4d",)),
        PluginInfo("audio", "graphnet-audio", "1", "", ()),
    )
    return evolve(toy_registry(), plugins=plugins, switched_off={"old": "graphnet-old"})


def said(text: str) -> list[tuple[str, str]]:
    """Codes and the text pointed at; all of them are warnings, and there is a plan."""
    spec, problems = read(text)
    assert problems == ()
    plan, found = plan_spec(spec, registry())
    assert plan is not None, found
    assert not any(problem.is_error for problem in found)
    return [(p.rule.code, "" if p.primary is None else p.primary.span.text) for p in found]


def with_sizes(lines: str) -> str:
    return BASE.replace("[sizes]\n", f"[sizes]\n{lines}\n")


def test_a_spec_that_uses_everything_is_left_alone() -> None:
    assert said(BASE) == []
    assert said(BASE + TRAIN) == []


def test_a_size_that_stands_nowhere_is_pointed_at() -> None:
    assert said(with_sizes("spare = 3")) == [("GN510", "spare")]
    assert said(with_sizes('T = "any"')) == [("GN510", "T")]


@pytest.mark.parametrize(
    "text",
    [
        with_sizes('base = 2\nwide = "4 * base"').replace("B, L, H)", "B, L, H * wide // 8)"),
        with_sizes("by = 2").replace('use = "net"', 'use = "net"\noptions = { by = "by" }'),
        with_sizes("m = 8").replace('{ C = "n" }', '{ C = "m" }'),
        'where = ["d % 2 == 0"]\n' + with_sizes("d = 4"),
        with_sizes("top = 8").replace("in [0, n) ->", "in [0, top) ->"),
    ],
    ids=["size", "option", "stage size", "where", "domain"],
)
def test_each_place_where_a_size_can_stand_uses_it(text: str) -> None:
    assert said(text) == []


def test_a_condition_on_what_no_stage_has_asks_nothing() -> None:
    assert said('where = ["L % 2 == 0"]\n' + BASE) == []
    found = said('where = ["T % 2 == 0", "4 == 4"]\n' + FREE)
    assert found == [("GN510", "T % 2 == 0"), ("GN510", "4 == 4")]


def test_a_length_that_binds_what_no_stage_has_is_pointed_at() -> None:
    text = 'where = ["T >= 1"]\n' + FREE + "\n[train]\nlength = { L = 16, T = 4 }\n"
    assert said(text) == [("GN510", "T >= 1"), ("GN510", "4")]


def test_an_unused_size_that_is_bound_as_well_is_one_warning() -> None:
    assert said(FREE + "\n[train]\nlength = { L = 16, T = 4 }\n") == [("GN510", "T")]


def test_a_required_plugin_whose_stages_are_not_used_is_pointed_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("graphnet.graph.resolve.is_installed", lambda _: True)
    required = '["graphnet-toy", "graphnet-s4>=0.1", "graphnet-audio", "numpy"]'
    assert said(f"requires = {required}\n" + BASE) == [("GN510", '"graphnet-s4>=0.1"')]


WITHOUT = BASE.partition("[objective]")[0]


def test_settings_of_a_command_that_cannot_run_are_idle() -> None:
    assert said(WITHOUT + TRAIN + "batch = 2\n") == []
    assert said(WITHOUT + TRAIN + "updates = 5\n") == [("GN510", "[train]")]
    assert said(WITHOUT + "\n[generate]\nseed = 3\n") == [("GN510", "[generate]")]
    whole = BASE.replace('use = "net"', 'use = "whole"').replace(
        'predict = "next"', 'predict = "same"'
    )
    assert said(whole + "\n[generate]\nseed = 3\n") == [("GN510", "[generate]")]
    assert said(BASE + "\n[generate]\nseed = 3\n") == []


@pytest.mark.parametrize(
    ("lines", "place"),
    [
        ("schedule = { final = 0.5 }", "0.5"),
        ("updates = 10\nvalidate_every = 11", "11"),
        ("updates = 10\ncheckpoint_every = 11", "11"),
    ],
)
def test_a_setting_that_another_leaves_no_room_for_is_idle(lines: str, place: str) -> None:
    assert said(f"{BASE}{TRAIN}{lines}\n") == [("GN510", place)]


@pytest.mark.parametrize(
    "lines",
    [
        'schedule = { use = "cosine", final = 0.5 }',
        "updates = 10\nvalidate_every = 10\ncheckpoint_every = 1",
        "updates = 10",
        "updates = 0\nvalidate_every = 5",
    ],
)
def test_settings_with_room_are_left_alone(lines: str) -> None:
    assert said(f"{BASE}{TRAIN}{lines}\n") == []


def test_a_plugin_that_is_switched_off_and_not_there_is_pointed_at() -> None:
    assert said(BASE + '\n[plugins]\ndisable = ["old"]\n') == []
    assert said(BASE + '\n[plugins]\ndisable = ["odl"]\n') == [("GN510", '["odl"]')]


def test_nothing_is_said_of_use_where_something_is_refused() -> None:
    spec, _ = read(with_sizes("spare = 3").replace("B, L, H)", "B, L, K)"))
    plan, found = plan_spec(spec, registry())
    assert plan is None
    assert {problem.rule.code for problem in found} == {"GN302"}


def test_a_free_size_that_only_a_declaration_names_is_used_where_it_stands_on_an_axis() -> None:
    frames = StageType(
        name="toy.codes",
        summary="",
        declare=lambda _: Declaration(
            contract="-> int64 (batch:B, time:T, channel:1) in [0, n)",
            implementation="tests.toys:nothing",
        ),
    )
    text = FREE.replace('contract = "-> int64 (B, L, 1) in [0, n)"', 'sizes = { n = "n" }')
    text = text.replace('contract = "int64 (B, L, 1) in [0, n) -> float (B, L, H)"',
                        'sizes = { H = "H" }')  # fmt: skip
    spec, _ = read(text.replace('predict = "next"', 'predict = "same"'))
    plan, found = plan_spec(spec, evolve(registry(), sources={"toy.codes": frames}))
    assert plan is not None, found
    assert found == ()


def test_a_free_size_that_no_axis_has_is_not_in_use() -> None:
    spec, _ = read(FREE.replace("(B, L, ", "(B, T, ").replace("(B, L)", "(B, T)"))
    plan, found = plan_spec(spec, registry())
    assert plan is not None, found
    assert (plan.free, free_in_use(plan)) == (("B", "L", "T"), ("B", "T"))


def requiring(text: str, *distributions: str, assumed: bool = False) -> list[tuple[str, str]]:
    """What is said of a spec with `requires`, the toys being a plugin of their own."""
    names = tuple(toy_registry().stages)
    toys = PluginInfo("toy", "graphnet-toy", "1", "", (*names, "toy.codes"), assumed=assumed)
    other = PluginInfo("s4", "graphnet-s4", "1", "", ())
    listed = ", ".join(f'"{name}"' for name in distributions)
    spec, _ = read(text.replace("[sizes]", f"requires = [{listed}]\n\n[sizes]", 1))
    _, found = plan_spec(spec, evolve(toy_registry(), plugins=(toys, other)))
    return [(p.rule.code, edit.replacement) for p in found for fix in p.fixes for edit in fix.edits]


def test_a_plugin_that_is_used_and_not_required_is_added(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphnet.graph.look_up.resolve_requirements", lambda *_: ())
    assert requiring(BASE, "graphnet-s4") == [("GN208", ', "graphnet-toy"')]
    assert requiring(BASE, "graphnet-s4", "graphnet-toy") == []
    assert requiring(BASE) == []
    assert requiring(BASE, "graphnet-s4", assumed=True) == []


def test_what_a_required_composite_consists_of_need_not_be_required(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("graphnet.graph.look_up.resolve_requirements", lambda *_: ())
    inner = PluginInfo("sum", "graphnet-sum", "1", "", ("toy.running-sum", "toy.join"))
    names = tuple(n for n in toy_registry().stages if n not in inner.stages)
    toys = PluginInfo("toy", "graphnet-toy", "1", "", (*names, "toy.codes"))
    registry = evolve(toy_registry(), plugins=(toys, inner))
    for text, found in (
        (BASE, []),
        (BASE.replace('use = "net"', 'use = "running-sum"'), ["GN208"]),
    ):
        spec, _ = read(text.replace("[sizes]", 'requires = ["graphnet-toy"]\n\n[sizes]', 1))
        assert [p.rule.code for p in plan_spec(spec, registry)[1]] == found


def test_a_table_that_is_refused_says_nothing_of_what_uses_its_keys() -> None:
    def found(factor: float) -> list[str]:
        schedule = f'schedule = {{ use = "plateau", factor = {factor} }}\n'
        spec, problems = read(BASE + TRAIN + schedule)
        assert spec is not None
        _, planning = plan_spec(spec, registry())
        return [problem.rule.code for problem in (*problems, *planning)]

    assert found(0.5) == []
    assert found(1.5) == ["GN104"]
