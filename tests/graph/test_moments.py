"""The worst moment of an update, with stages in chunks, early ones, and those that run again."""

from __future__ import annotations

from attrs import evolve

from graphnet.contract.polynomial import constant
from graphnet.graph.amounts import value_at
from graphnet.graph.costs import costs_of
from graphnet.graph.moments import Keeping, worst_moment
from graphnet.graph.plan import Plan, Rewrite
from graphnet.spec.settings import Settings, TrainSettings
from tests.graph.rewrites.wide import picking_text, plan, wide_text
from tests.graph.small_plan import B, L

AT = {"B": 3, "L": 1024}


def memory(found: Plan) -> dict[tuple[str, str], int]:
    costs = costs_of(found, AT)
    assert costs is not None
    return {(x.contribution.stage, x.contribution.what): x.bytes for x in costs.lines}


def recomputed(found: Plan) -> Plan:
    return evolve(found, settings=Settings(train=TrainSettings(recompute=True)))


def test_a_chunk_asks_for_its_positions_and_the_whole_for_every_one() -> None:
    """Scores 512 wide: kept once by the head, and a gradient of them and of 4 numbers that go in.

    The toy objective keeps nothing, so that its own moment is that of its nats.
    """
    found = plan(wide_text(n=512))
    assert found.rewrites[0].positions == 4096
    few = evolve(found, rewrites=(evolve(found.rewrites[0], positions=64),))
    lines = memory(few)
    assert lines["head", "a chunk of positions"] == 64 * (512 + 512 + 4) * 4
    assert lines["head", "gradients of what goes into its chunks"] == 3 * 1024 * 4 * 4
    assert lines["head", "gradients of parameters of a chunk"] == 512 * 4 * 4
    assert ("head", "kept for the backward pass") not in lines
    plain = memory(evolve(found, rewrites=()))
    assert plain["head", "kept for the backward pass"] == 3 * 1024 * 512 * 4
    assert sum(lines.values()) < sum(plain.values()) / 10


def test_no_chunk_has_more_positions_than_there_are() -> None:
    found = plan(wide_text(n=512))
    costs = costs_of(found, {"B": 1, "L": 8})
    assert costs is not None
    (line,) = (x for x in costs.lines if x.contribution.what == "a chunk of positions")
    assert line.contribution.formula == "8*1028"


def test_stages_behind_an_early_one_keep_what_it_leaves() -> None:
    found = plan(picking_text())
    head = found.by_path["head"]
    assert Keeping(found).kept(head) == B * 5
    assert Keeping(found).passing(head) == B * 9
    assert Keeping(evolve(found, rewrites=())).kept(head) == B * L * 5
    three = plan(picking_text(options="options = { k = 3 }\n").replace("label-nats", "energy"))
    assert Keeping(three).kept(head) == B * 15


def test_an_early_stage_may_take_a_number_of_positions_that_is_known() -> None:
    padded = '\n[stages.padded]\nuse = "pad"\noptions = { k = 20 }\n'
    text = picking_text(padded, options="options = { k = 3 }\n").replace('"pick"', '"pad"')
    found = plan(text.replace("label-nats", "energy"))
    assert [each.name for each in found.rewrites] == ["early"]
    assert Keeping(found).kept(found.by_path["head"]) == B * 100


def test_stages_that_no_output_needs_are_in_no_moment() -> None:
    """They may give records, or one number for each example: they have no chunks."""
    found = plan(wide_text(), rewriting=False)
    embed = found.by_path["embed"]
    record = evolve(embed, gives={"main.mean": embed.gives["main"]})
    stages = tuple(record if stage is embed else stage for stage in found.stages)
    dead = Rewrite(name="dead", stages=("embed",), why="only metrics read it")
    keeping = Keeping(evolve(found, stages=stages, rewrites=(dead,)))
    assert not list(keeping.chunks(AT))
    assert record not in keeping.plain


def test_a_stage_that_runs_again_keeps_its_inputs_and_the_rest_at_its_moment() -> None:
    found = plan(wide_text(), rewriting=False)
    embed = evolve(found.by_path["embed"], activations=B * L * 1000)
    stages = tuple(embed if stage.path == "embed" else stage for stage in found.stages)
    again = recomputed(evolve(found, stages=stages))
    keeping = Keeping(again)
    assert keeping.kept(embed) == constant(0)  # codes are no gradients' business
    assert keeping.again(embed) == B * L * 1000
    assert value_at(keeping.kept(again.by_path["head"]), AT) == 3 * 1024 * 4
    moment = worst_moment(again, AT)
    assert moment.at.path == "embed"
    assert [stage.path for stage in moment.live][-1] == "embed"


def test_the_last_of_equal_moments_is_the_worst() -> None:
    found = plan(wide_text(), rewriting=False)
    stages = tuple(evolve(stage, activations=constant(0), gives={}) for stage in found.stages)
    assert worst_moment(evolve(found, stages=stages), AT).at.path == "objective"
