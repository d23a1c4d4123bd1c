"""Which output feeds which input: the chain, what `input` says, and ports wired by name."""

from __future__ import annotations

import pytest

from graphnet.diagnostics import Diagnostics
from graphnet.graph.flat import FlatGraph
from graphnet.graph.look_up import look_up_stages
from graphnet.graph.plan import Wire
from graphnet.graph.sizes import read_scope
from graphnet.graph.wire import feeders_of_holes, resolve_wire, wire_stages
from graphnet.spec.spec import WireSpec
from graphnet.text import SourceText
from tests.toys import BASE, read, toy_registry

JOIN = '[stages.join]\nuse = "join"\n{input}\n\n[objective]'


def wired(text: str) -> tuple[FlatGraph, Diagnostics]:
    spec, _ = read(text)
    found, _ = look_up_stages(spec, toy_registry(), read_scope(spec)[0])
    return wire_stages(spec, found.stages, found.holes)


def joined(text: str) -> str:
    """The base spec with a stage of two inputs at its end."""
    return BASE.replace("[objective]", JOIN.format(input=text))


def codes_of(text: str) -> list[str]:
    return [problem.rule.code for problem in wired(text)[1]]


def test_each_stage_reads_the_one_before_it() -> None:
    graph, problems = wired(BASE)
    assert problems == ()
    fed = {path: stage.inputs.get("main") for path, stage in graph.stages.items()}
    assert fed == {
        "source": None, "embed": Wire("source"), "net": Wire("embed"), "head": Wire("net"),
        "objective": Wire("head"),
    }  # fmt: skip


def test_the_objective_stands_between_the_last_stage_and_the_source() -> None:
    graph, _ = wired(BASE)
    assert graph.stages["objective"].inputs["target"] == Wire("source")
    assert (graph.prediction, graph.target) == (Wire("head"), Wire("source"))
    assert graph.outputs == (Wire("objective"),)


def test_an_input_that_is_written_wins_over_the_chain() -> None:
    graph, problems = wired(joined('input = { main = "embed", skip = "net" }'))
    assert problems == ()
    assert graph.stages["join"].inputs == {"main": Wire("embed"), "skip": Wire("net")}
    assert graph.prediction == Wire("join")


def test_a_chain_orders_stages_otherwise_than_the_document() -> None:
    text = BASE.replace("[sizes]", 'chain = ["net", "embed", "head"]\n\n[sizes]')
    graph, problems = wired(text)
    assert problems == ()
    assert graph.stages["net"].inputs == {"main": Wire("source")}
    assert graph.stages["embed"].inputs == {"main": Wire("net")}
    assert graph.stages["head"].inputs == {"main": Wire("embed")}


CHAINS = {
    "a link that is no stage": '["embed", "nett", "head"]',
    "a link twice": '["embed", "net", "net", "head"]',
    "a stage left out": '["embed", "head"]',
    "no links": "[]",
}


@pytest.mark.parametrize("case", CHAINS)
def test_a_chain_names_every_stage_once(case: str) -> None:
    _, found = wired(BASE.replace("[sizes]", f"chain = {CHAINS[case]}\n\n[sizes]"))
    assert {problem.rule.code for problem in found} == {"GN506"}
    culprit = {"a link that is no stage": "`nett`", "no links": "`embed`"}.get(case, "`net`")
    assert culprit in found[0].message


@pytest.mark.parametrize(
    ("text", "code"),
    [('input = { main = "nett", skip = "embed" }', "GN502"),
     ('input = { main = "net.side", skip = "embed" }', "GN502"),
     ('input = { side = "net", skip = "embed" }', "GN502"),
     ('input = { main = "objective", skip = "embed" }', "GN502"),
     ("", "GN504")],
)  # fmt: skip
def test_an_input_that_cannot_be_fed_is_refused_once(text: str, code: str) -> None:
    assert codes_of(joined(text)) == [code]


def test_what_a_hole_would_feed_stays_unwired_without_a_word() -> None:
    graph, problems = wired(BASE.replace('use = "net"', 'use = "nett"'))
    assert problems == ()
    assert graph.stages["head"].inputs == {}
    assert "net" not in graph.stages


def test_the_stages_a_hole_would_have_read_lead_somewhere() -> None:
    spec, _ = read(joined('input = { main = "embed", skip = "head" }'))
    assert feeders_of_holes(spec, frozenset({"join"})) >= {"embed", "head"}
    assert "net" in feeders_of_holes(spec, frozenset({"head"}))
    assert "join" in feeders_of_holes(spec, frozenset({"objective"}))
    assert feeders_of_holes(spec, frozenset()) == frozenset()


def test_a_reference_without_a_port_means_main() -> None:
    graph, _ = wired(BASE)
    at = SourceText("test").whole
    for port in (None, "main"):
        assert resolve_wire(WireSpec("net", port, at), graph.stages, frozenset()) == (
            Wire("net"), (),
        )  # fmt: skip
    assert resolve_wire(WireSpec("gone", None, at), graph.stages, frozenset({"gone"})) == (None, ())
