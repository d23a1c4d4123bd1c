"""What a composite opens for nothing is its plugin's mistake, for any value of its options."""

from __future__ import annotations

from enum import Enum
from typing import Literal

import pytest
from attrs import evolve, frozen

from graphnet.graph import plan_spec
from graphnet.graph.inner_use import idle_inner
from graphnet.plugin.types import Declaration, Expansion, Inner, Parameter, StageType
from tests.toys import BASE, FRAMES, read, toy_registry


class Kind(Enum):
    """Which way."""

    ONE = "one"
    TWO = "two"


@frozen(kw_only=True)
class Options:
    """Three options with a few values, and one with many."""

    mode: Literal["plain", "spare", "refused"] = "plain"
    kind: Kind = Kind.ONE
    deep: bool = False
    count: int = 1

    def __attrs_post_init__(self) -> None:
        if self.mode == "refused":
            raise ValueError("not with these options")


def inner(name: str, **inputs: str) -> Inner:
    return Inner(name=name, use="toy.scale", inputs=inputs or None)


def _declare(options: Options) -> Declaration:
    stages = [inner("first")]
    if options.mode == "spare":
        stages.append(inner("spare", main="first"))
    if options.kind is Kind.TWO:
        stages.append(inner("left", main="in.main"))
        stages.append(inner("leftmost", main="left.main"))
    parameters = (Parameter(name="w", shape="(H)"),) if options.deep else ()
    return Declaration(
        contract=f"{FRAMES} -> {FRAMES}",
        effects=("positionwise",),
        parameters=parameters,
        expansion=Expansion(stages=(*stages, inner("last", main="first"))),
    )


def said(declare: object, options: str = "") -> list[str]:
    """Messages about a spec that uses one composite."""
    toys = toy_registry()
    made = StageType(name="toy.made", summary="", declare=declare, options=Options)  # type: ignore[arg-type]  # declares of Options
    spec, _ = read(BASE.replace('use = "net"', f'use = "made"\noptions = {{ {options} }}'))
    plan, found = plan_spec(spec, evolve(toys, stages={**toys.stages, "toy.made": made}))
    assert (plan is None) == bool(found)
    assert {problem.rule.code for problem in found} <= {"GN204"}
    return [problem.message for problem in found]


def only(**fixed: object) -> object:
    """A declaration that takes no notice of the options that would spoil it."""

    def declare(options: Options) -> Declaration:
        return _declare(evolve(options, **fixed))  # type: ignore[arg-type]  # of the fields' types

    return declare


HEAD = "the expansion of `toy.made` is broken: "


def test_a_composite_all_of_which_is_used_is_fine() -> None:
    assert said(only(mode="plain", kind=Kind.ONE, deep=False)) == []


@pytest.mark.parametrize(
    ("fixed", "words"),
    [
        (
            {"kind": Kind.ONE, "deep": False},
            'with `mode = "spare"` its stage `spare` feeds nothing',
        ),
        ({"mode": "plain", "deep": False}, 'with `kind = "two"` its stage `left` feeds nothing'),
        (
            {"mode": "plain", "kind": Kind.ONE},
            "with `deep = true` its parameter `w` belongs to none of its stages",
        ),
    ],
)
def test_a_value_that_nobody_chose_is_looked_at_too(fixed: dict[str, object], words: str) -> None:
    assert said(only(**fixed)) == [HEAD + words]


def test_the_value_that_is_chosen_is_named_without_its_option() -> None:
    found = said(only(kind=Kind.ONE, deep=False), 'mode = "spare"')
    assert found == [HEAD + "its stage `spare` feeds nothing"]


def test_one_mistake_of_a_plugin_is_one_message_however_often_it_is_used() -> None:
    toys = toy_registry()
    made = StageType(name="toy.made", summary="", declare=_declare, options=Options)
    twice = BASE.replace('use = "net"', 'use = "made"\n\n[stages.again]\nuse = "made"')
    spec, _ = read(twice)
    _, found = plan_spec(spec, evolve(toys, stages={**toys.stages, "toy.made": made}))
    assert [problem.rule.code for problem in found] == ["GN204"]


def test_feeding_only_what_feeds_nothing_is_feeding_nothing() -> None:
    stages = (inner("a"), inner("b", main="a"), inner("c", main="b"), inner("d", main="a"))
    assert idle_inner(Expansion(stages=stages)) == ("b", "c")
    assert idle_inner(Expansion(stages=stages[:3])) == ()


def test_names_with_dots_are_told_from_ports() -> None:
    stages = (inner("down.0"), inner("down.1"), inner("up", main="down.0", skip="down.1.main"))
    assert idle_inner(Expansion(stages=stages)) == ()
