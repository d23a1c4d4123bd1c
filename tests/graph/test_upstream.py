"""Inputs wired by their names: the nearest stage upstream that offers one, else the source."""

from __future__ import annotations

from attrs import evolve

from graphnet.diagnostics import Diagnostics
from graphnet.graph import Plan, plan_spec
from graphnet.graph.plan import Wire
from graphnet.graph.upstream import Upstream
from graphnet.plugin.types import Declaration, NoOptions, StageType
from graphnet.registry import Registry
from tests.toys import BASE, read, toy_registry

FRAMES = "float (batch:B, time:L, feature:H)"
LENGTHS = "int64 (batch:B) in [1, L]"

CLIPS = {
    "out.main": "int64 (batch:B, time:L, channel:C) in [0, 2**bits)",
    "out.lengths": LENGTHS,
    "out.label": "int64 (batch:B, channel:1) in [0, n)",
}
MASK = {"in.main": FRAMES, "in.lengths": f"? {LENGTHS}", "out.main": FRAMES}
TRIM = {"in.main": FRAMES, "out.main": FRAMES, "out.lengths": LENGTHS}
SEAL = {
    "in.main": FRAMES,
    "in.seal": "? float (batch:B, W)",
    "out.main": FRAMES,
}


def declared(name: str, contract: dict[str, str], where: tuple[str, ...] = ()) -> StageType:
    declaration = Declaration(
        contract=contract, where=where, effects=("positionwise",), implementation="x:y"
    )
    return StageType(name=name, summary="", declare=lambda _: declaration, options=NoOptions)


def registry() -> Registry:
    toys = toy_registry()
    mine = (
        declared("up.mask", MASK),
        declared("up.trim", TRIM),
        declared("up.seal", SEAL, ("W % 2 == 0", "H >= 1")),
    )
    return evolve(
        toys,
        stages={**toys.stages, **{each.name: each for each in mine}},
        sources={**toys.sources, "up.clips": declared("up.clips", CLIPS)},
    )


def planned(text: str) -> tuple[Plan | None, Diagnostics]:
    spec, problems = read(text)
    plan, found = plan_spec(spec, registry())
    return plan, problems + found


SOURCE_CONTRACT = 'contract = "-> int64 (B, L, 1) in [0, n)"'
TEXT = (
    BASE[: BASE.index("[objective]")]
    .replace('"codes"', '"clips"')
    .replace(
        SOURCE_CONTRACT,
        'contract = { out.main = "int64 (B, L, 1) in [0, n)", '
        'out.label = "int64 (B, 1) in [0, n)" }',
    )
    .replace('[stages.net]\nuse = "net"', '[stages.mask]\nuse = "mask"')
)


def inputs(text: str, path: str) -> dict[str, Wire]:
    plan, problems = planned(text)
    assert plan is not None, [(p.rule.code, p.message) for p in problems]
    return dict(plan.by_path[path].inputs)


def test_a_port_is_wired_to_the_source_where_no_stage_is_nearer() -> None:
    assert inputs(TEXT, "mask") == {"main": Wire("embed"), "lengths": Wire("source", "lengths")}


def test_the_nearest_stage_upstream_comes_before_the_source() -> None:
    trim, scale = '[stages.trim]\nuse = "trim"\n\n', '[stages.scale]\nuse = "scale"\n\n'
    text = TEXT.replace("[stages.mask]", f"{trim}{scale}[stages.mask]")
    assert inputs(text, "mask")["lengths"] == Wire("trim", "lengths")
    around = text.replace('use = "mask"', 'use = "mask"\ninput = "embed"')
    last = '[stages.last]\nuse = "join"\ninput = { main = "mask", skip = "scale" }\n\n'
    around = around.replace("[stages.head]", f"{last}[stages.head]")
    assert inputs(around, "mask")["lengths"] == Wire("source", "lengths")


def test_a_reference_that_is_written_wins() -> None:
    trim = '[stages.trim]\nuse = "trim"\n\n'
    text = TEXT.replace("[stages.mask]", f"{trim}[stages.mask]")
    named = text.replace(
        'use = "mask"', 'use = "mask"\ninput = { main = "trim", lengths = "source.lengths" }'
    )
    assert inputs(named, "mask")["lengths"] == Wire("source", "lengths")


def test_what_is_wired_by_name_is_shown_and_what_is_not_is_left_out() -> None:
    plan, _ = planned(TEXT)
    assert plan is not None
    assert list(plan.by_path["mask"].takes) == ["main", "lengths"]
    alone, problems = planned(BASE.replace('use = "net"', 'use = "mask"'))
    assert alone is not None, problems
    assert list(alone.by_path["net"].takes) == ["main"]


def test_sizes_of_a_port_that_nothing_feeds_need_not_be_known() -> None:
    plan, problems = planned(BASE.replace('use = "net"', 'use = "seal"'))
    assert plan is not None, [(p.rule.code, p.message) for p in problems]
    assert plan.guards == ()
    assert "W" not in plan.by_path["net"].sizes


def test_a_written_port_that_nothing_feeds_is_refused() -> None:
    text = BASE.replace(
        'use = "net"', 'use = "mask"\ncontract = { in.lengths = "int64 (B) in [1, L]" }'
    )
    _, (problem,) = planned(text)
    assert problem.rule.code == "GN504"
    assert "`lengths` of `net`" in problem.message


def test_ports_of_the_source_beside_main_are_wired_by_reference() -> None:
    text = TEXT + ('[objective]\nuse = "nats"\npredict = "label"\ntarget = "source.label"\n')
    _, problems = planned(text)
    assert {p.rule.code for p in problems} == {"GN304"}  # scores for every item, one label a clip
    assert "from `source.label`" in problems[0].message
    assert all("target =" not in fix.text for fix in problems[0].fixes)


def test_each_stretch_is_walked_once() -> None:
    spec, _ = read(BASE)
    before = {f"s{i}": f"s{i - 1}" for i in range(1, 5_000)} | {"s0": "source"}
    upstream = Upstream({}, before)
    assert upstream.nearest("lengths", "s4999") is None
    assert len(upstream.known) == 5_001
    upstream.before = {}  # a second walk needs no steps of its own
    assert upstream.nearest("lengths", "s4998") is None
    assert spec.stages


def test_a_ring_offers_nothing() -> None:
    assert Upstream({}, {"a": "b", "b": "a"}).nearest("lengths", "a") is None
