"""Optional inputs that nothing feeds leave the stage, and so do conditions on their sizes alone."""

from __future__ import annotations

from graphnet.graph.flat import FlatStage
from graphnet.graph.unwired import without_unwired, written_inputs
from tests.graph.opening import opened
from tests.graph.test_upstream import registry
from tests.toys import BASE

SEAL = BASE.replace('use = "net"', 'use = "seal"')


def sealed(text: str = SEAL) -> tuple[FlatStage, FlatStage]:
    """The stage with an optional input, before and after."""
    graph, _ = opened(text, registry())
    return graph.stages["net"], without_unwired(graph).stages["net"]


def test_an_optional_input_that_nothing_feeds_is_left_out_with_its_conditions() -> None:
    before, after = sealed()
    assert [port for port, _ in before.declared.contract.inputs] == ["main", "seal"]
    assert [port for port, _ in after.declared.contract.inputs] == ["main"]
    assert [where.at.text for where in after.declared.where] == ["H >= 1"]


def test_one_that_is_fed_stays() -> None:
    text = SEAL.replace('use = "seal"', 'use = "seal"\ninput = { main = "embed", seal = "embed" }')
    before, after = sealed(text)
    assert before is after


def test_one_that_the_spec_writes_stays_for_its_message() -> None:
    text = SEAL.replace('use = "seal"', 'use = "seal"\ncontract = { in.seal = "(B, 2)" }')
    before, after = sealed(text)
    assert written_inputs(before) == {"seal"}
    assert before is after


def test_what_is_required_stays_unfed() -> None:
    graph, _ = opened(BASE.replace('use = "net"', 'use = "join"'))
    assert len(without_unwired(graph).stages["net"].declared.contract.inputs) == 2
