"""A declaration is asked for once and parsed; one that fails is the plugin's mistake."""

from __future__ import annotations

from itertools import count

import pytest
from attrs import Factory, evolve, frozen

from graphnet.diagnostics import Diagnostics
from graphnet.graph.declare import Declared, declare
from graphnet.graph.plan import Timing
from graphnet.plugin.types import Cost, Declaration, Expansion, NoOptions, Parameter, StageType

PLAIN = Declaration(contract="float (B, H) -> float (B, H)", implementation="x:Y")


def declared(declaration: Declaration) -> tuple[Declared | None, Diagnostics]:
    one = StageType(name="x.one", summary="", declare=lambda _: declaration)
    return declare(one, NoOptions())


def test_every_text_of_a_declaration_is_parsed() -> None:
    known, problems = declared(
        evolve(
            PLAIN,
            where=("H % 2 == 0", "H > 2"),
            parameters=(Parameter(name="w", shape="(H, 2*H)"),),
            cost=Cost(flops="2*B*H", activations="B"),
            effects=("causal", "step"),
            start="H // 2",
        )
    )
    assert problems == ()
    assert known is not None
    assert [port for port, _ in known.contract.inputs] == ["main"]
    assert (len(known.where), len(known.parameters[0].shape)) == (2, 2)
    assert known.timing == Timing(causal=True, steps=True)
    assert known.start is not None


BROKEN = {
    "contract": evolve(PLAIN, contract="float (B, H -> float (B, H)"),
    "table": evolve(PLAIN, contract={"in.main": "float (B", "out.main": "float (B)"}),
    "where": evolve(PLAIN, where=("H %",)),
    "effect": evolve(PLAIN, effects=("causally",)),
    "shape": evolve(PLAIN, parameters=(Parameter(name="w", shape="H, 2"),)),
    "flops": evolve(PLAIN, cost=Cost(flops="2 *")),
    "activations": evolve(PLAIN, cost=Cost(activations="* 2")),
    "start": evolve(PLAIN, start="2 **"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_text_that_does_not_parse_is_told_inside_the_declaration(case: str) -> None:
    known, problems = declared(BROKEN[case])
    assert known is None
    assert problems
    places = {problem.primary.span.source.path for problem in problems if problem.primary}
    assert places == {"<x.one>"}


@pytest.mark.parametrize("effect", ["delay K", "ratio -1", "lookahead inf", "block 0"])
def test_an_effect_without_a_number_is_refused(effect: str) -> None:
    known, problems = declared(evolve(PLAIN, effects=(effect,)))
    assert known is None
    assert problems


def test_a_stage_has_an_implementation_or_an_expansion_and_never_both() -> None:
    both = evolve(PLAIN, expansion=Expansion(stages=()))
    for wrong in (both, evolve(PLAIN, implementation=None)):
        known, problems = declared(wrong)
        assert known is None
        assert [problem.rule.code for problem in problems] == ["GN204"]


def _fails(_: NoOptions) -> Declaration:
    raise ZeroDivisionError("of all things")


def test_a_declaration_that_raises_stops_nothing_else() -> None:
    known, (problem,) = declare(StageType(name="x.one", summary="", declare=_fails), NoOptions())
    assert known is None
    assert "ZeroDivisionError: of all things" in problem.message


@frozen
class Listed:
    """Options that cannot be hashed."""

    pool: list[int] = Factory(list)


def test_equal_options_ask_once_and_a_list_among_them_does_no_harm() -> None:
    asked = count()

    def answer(_: object) -> Declaration:
        next(asked)
        return PLAIN

    one = StageType(name="x.one", summary="", declare=answer)
    assert declare(one, NoOptions()) == declare(one, NoOptions())
    assert next(asked) == 1
    assert declare(one, Listed([2]))[0] is not None
