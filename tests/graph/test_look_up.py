"""Stages as written become stages that are known, or holes."""

from __future__ import annotations

import pytest
from attrs import evolve

from graphnet.diagnostics import Diagnostics
from graphnet.graph.look_up import Found, look_up_stages, size_option
from graphnet.graph.sizes import Scope, read_scope
from graphnet.plugin import StageType
from graphnet.text import quoted
from tests.toys import BASE, PoolOptions, read, toy_registry


def looked_up(text: str) -> tuple[Found, Diagnostics]:
    spec, _ = read(text)
    return look_up_stages(spec, toy_registry(), read_scope(spec)[0])


def scope(sizes: str = "") -> Scope:
    return read_scope(read(BASE.replace("n = 8", f"n = 8\n{sizes}"))[0])[0]


def test_every_stage_is_found_in_the_order_of_the_document() -> None:
    found, problems = looked_up(BASE)
    assert problems == ()
    assert [(path, stage.type.name) for path, stage in found.stages.items()] == [
        ("source", "toy.codes"), ("embed", "toy.embed"), ("net", "toy.net"),
        ("head", "toy.head"), ("objective", "toy.nats"),
    ]  # fmt: skip
    assert found.holes == frozenset()


def test_options_reach_the_declaration() -> None:
    found, _ = looked_up(BASE.replace('use = "net"', 'use = "net"\noptions = { by = "n // 2" }'))
    assert found.stages["net"].options == PoolOptions(by=4)
    found, _ = looked_up(BASE.replace('use = "net"', 'use = "net"\noptions = { by = 3 }'))
    assert found.stages["net"].options == PoolOptions(by=3)


BROKEN = {
    "an unknown stage": ('use = "net"', 'use = "nett"', "net", ["GN202"]),
    "a source used as a stage": ('use = "net"', 'use = "codes"', "net", ["GN202"]),
    "an unknown source": ('use      = "codes"', 'use      = "code"', "source", ["GN202"]),
    "an unknown objective": ('use     = "nats"', 'use     = "nat"', "objective", ["GN202"]),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_cannot_be_looked_up_is_a_hole_and_the_rest_is_found(case: str) -> None:
    old, new, hole, expected = BROKEN[case]
    found, problems = looked_up(BASE.replace(old, new))
    assert found.holes == {hole}
    assert [problem.rule.code for problem in problems] == expected
    assert len(found.stages) == 4


def test_a_type_that_cannot_be_read_is_its_plugins_mistake() -> None:
    late = StageType(name="toy.net", summary="", declare="nowhere.at.all:declare")
    registry = toy_registry()
    registry = evolve(registry, stages={**registry.stages, "toy.net": late})
    spec, _ = read(BASE)
    found, (problem,) = look_up_stages(spec, registry, read_scope(spec)[0])
    assert found.holes == {"net"}
    assert problem.rule.code == "GN204"
    assert problem.message == (
        "`toy.net` cannot be used: ModuleNotFoundError: No module named 'nowhere'"
    )
    assert problem.primary is not None
    assert problem.primary.span.text == '"net"'


def test_a_spec_whose_source_is_missing_has_a_hole_in_its_place() -> None:
    text = BASE[: BASE.index("[source]")] + BASE[BASE.index("[stages.embed]") :]
    found, problems = looked_up(text)
    assert found.holes == {"source"}
    assert problems == ()


@pytest.mark.parametrize(("text", "value"), [("2 * n - 1", 15), ("H", 4), ("n // 3", 2)])
def test_an_option_may_be_worked_out_from_sizes(text: str, value: int) -> None:
    assert size_option(quoted(text, "test"), scope()) == (value, ())


@pytest.mark.parametrize(
    ("text", "code"), [("L // 2", "GN309"), ("n // 0", "GN309"), ("m", "GN302"), ("2 *", "GN106")]
)
def test_an_option_that_is_no_number_is_refused(text: str, code: str) -> None:
    value, problems = size_option(quoted(text, "test"), scope())
    assert value is None
    assert [problem.rule.code for problem in problems] == [code]


def test_an_option_of_a_size_that_was_refused_is_not_refused_again() -> None:
    assert size_option(quoted("a + 1", "test"), scope('a = "H - 9"')) == (None, ())
