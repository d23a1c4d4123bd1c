"""An export with open sizes: what comes out, and who asked what of a size."""

from __future__ import annotations

from graphnet.contract.assume import Relation, render_relation
from graphnet.contract.polynomial import Polynomial, render
from graphnet.verify.bench import Bench, build
from graphnet.verify.call import Raised
from graphnet.verify.trace import Guard, Traced, trace
from tests.verify.proving import stage_text
from tests.verify.test_names import subject

POINT = {"B": 5, "L": 11}


def bench(name: str) -> Bench:
    built, problems = build(subject(stage_text(name), "probed"))
    assert built is not None, problems
    return built


def traced(name: str) -> Traced:
    found = trace(bench(name), POINT)
    assert not isinstance(found, Raised), found
    return found


def texts(guards: tuple[Guard, ...], *, is_own: bool) -> list[str]:
    relations = (g.relation for g in guards if g.is_own is is_own)
    return [render_relation(r) for r in relations if isinstance(r, Relation)]


def test_outputs_are_over_the_names_of_the_contract() -> None:
    sizes = traced("one-too-long").outputs["main"]
    assert [render(size) for size in sizes if isinstance(size, Polynomial)] == ["B", "L + 3", "4"]


def test_a_question_of_the_module_s_own_is_known_by_its_place() -> None:
    found = traced("special-32").guards
    assert texts(found, is_own=True) == ["L != 32"]
    assert next(g.place for g in found if g.is_own).startswith(" (liars.py, line ")


def test_what_torch_asks_by_itself_is_told_apart() -> None:
    found = traced("up-to-64").guards
    assert texts(found, is_own=True) == []
    assert "L <= 64" in texts(found, is_own=False)


def test_a_module_that_cannot_be_traced_says_why() -> None:
    found = trace(bench("folds-32"), POINT)
    assert isinstance(found, Raised)
