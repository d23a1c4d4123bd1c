"""Names to things: bare and full names, clashes, and plugins that are missing or broken."""

from __future__ import annotations

import pytest
from attrs import evolve

from graphnet.graph import plan_spec
from graphnet.plugin.types import Declaration, StageType
from graphnet.registry import BrokenPlugin, Registry
from tests.toys import BASE, read, toy_registry


def found(text: str, registry: Registry) -> list[tuple[str, str]]:
    """Codes and messages of a spec over a registry."""
    spec, _ = read(text)
    return [(d.rule.code, d.message) for d in plan_spec(spec, registry)[1]]


def with_stage(name: str, contract: str) -> Registry:
    """The toys and one more stage."""
    stage = StageType(
        name=name,
        summary="one more",
        declare=lambda _: Declaration(contract=contract, implementation="tests.toys:Scale"),
    )
    toys = toy_registry()
    return evolve(toys, stages={**toys.stages, name: stage})


def broken(*, needs_other_api: bool = False) -> Registry:
    """The toys and a plugin that did not load."""
    plugin = BrokenPlugin("gone", "graphnet-gone", "1.0", "ImportError: x", "pip install x",
                          needs_other_api)  # fmt: skip
    return evolve(toy_registry(), broken=(plugin,))


def test_full_and_bare_names_mean_the_same() -> None:
    assert found(BASE.replace('use = "net"', 'use = "toy.net"'), toy_registry()) == []
    assert found(BASE, toy_registry()) == []


def test_a_bare_name_that_two_plugins_offer_is_refused_with_both() -> None:
    registry = with_stage("other.net", "float (*S) -> float (*S)")
    ((code, message),) = found(BASE, registry)
    assert code == "GN203"
    assert "`toy.net`" in message
    assert "`other.net`" in message
    full = BASE.replace('use = "net"', 'use = "toy.net"')
    assert found(full, registry) == []


@pytest.mark.parametrize(("needs_other_api", "code"), [(False, "GN204"), (True, "GN206")])
def test_a_broken_plugin_is_named_where_the_spec_needs_it(needs_other_api: bool, code: str) -> None:
    registry = broken(needs_other_api=needs_other_api)
    used = BASE.replace('use = "net"', 'use = "gone.net"')
    required = BASE.replace('name   = "toy"', 'name   = "toy"\nrequires = ["graphnet-gone"]')
    assert [found[0] for found in found(used, registry)] == [code]
    assert [found[0] for found in found(required, registry)] == [code]


def test_a_broken_plugin_that_a_spec_does_not_need_never_stops_it() -> None:
    assert found(BASE, broken()) == []


def test_a_declaration_that_does_not_parse_is_its_plugins_mistake() -> None:
    registry = with_stage("other.bad", "float (*S -> float (*S)")
    ((code, message),) = found(BASE.replace('use = "net"', 'use = "bad"'), registry)
    assert code == "GN204"
    assert "`other.bad`" in message


MISSING = BASE.replace('name   = "toy"', 'name   = "toy"\nrequires = ["graphnet-nowhere"]')


def test_a_stage_of_a_missing_plugin_is_not_refused_beside_the_plugin() -> None:
    text = MISSING.replace('use = "net"', 'use = "nowhere.thing"')
    assert [code for code, _ in found(text, toy_registry())] == ["GN201"]


def test_a_misspelt_stage_is_refused_beside_a_missing_plugin() -> None:
    text = MISSING.replace('use = "net"', 'use = "nett"')
    assert sorted(code for code, _ in found(text, toy_registry())) == ["GN201", "GN202"]


def test_a_required_plugin_that_is_switched_off_is_said_to_be() -> None:
    registry = evolve(toy_registry(), switched_off={"nowhere": "graphnet-nowhere"})
    text = MISSING.replace('use = "net"', 'use = "nowhere.thing"')
    ((code, message),) = found(text, registry)
    assert code == "GN201"
    assert message.endswith("whose plugin `nowhere` is switched off")
