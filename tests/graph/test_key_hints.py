"""An option that a stage type lacks is known for what it is: a size, or another type's option."""

from __future__ import annotations

import pytest
from attrs import frozen

from graphnet.contract.polynomial import constant
from graphnet.graph.key_hints import key_hints
from graphnet.graph.sizes import Scope
from graphnet.plugin.types import Declaration, StageType
from graphnet.registry import Registry


@frozen
class Pools:
    pool: int = 4
    n_layers: int = 2


@frozen
class Modes:
    mode: str = "full"


def declare(_: object) -> Declaration:
    raise AssertionError("hints need no declaration")


def offer(name: str, options: type) -> StageType:
    return StageType(name=name, summary="s", declare=declare, options=options)


MODES = StageType(
    name="t.modes", summary="s", declare=declare, options=Modes, retired={"way": "write `mode`"}
)
SCOPE = Scope({"d_model": constant(64)}, {}, ())


def advice(key: str, copies: int = 1) -> str:
    pools = {f"t.pools{number}": offer(f"t.pools{number}", Pools) for number in range(copies)}
    registry = Registry(stages={"t.modes": MODES, **pools})
    return key_hints(MODES, SCOPE, registry).advice(key)


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("d_model", "leave it out: `d_model` is a size, which contracts state and the plan solves"),
        ("n_layers", "`n_layers` is an option of `t.pools0`"),
        ("zzz", ""),
    ],
)
def test_a_key_is_known_for_what_it_is(key: str, sentence: str) -> None:
    assert advice(key) == sentence


def test_a_type_that_cannot_be_read_owns_no_option() -> None:
    late = StageType(name="t.late", summary="s", declare="nowhere:declare", options="nowhere:Late")
    registry = Registry(stages={"t.late": late, "t.pools": offer("t.pools", Pools)})
    hints = key_hints(MODES, SCOPE, registry)
    assert hints.advice("n_layers") == "`n_layers` is an option of `t.pools`"


def test_an_option_that_many_types_have_is_not_looked_up() -> None:
    assert advice("pool", copies=4) == ""


def test_a_likely_slip_is_none_of_another_types_options() -> None:
    pools = StageType(name="t.p", summary="s", declare=declare, options=Pools)
    other = {"t.q": offer("t.q", frozen(type("Q", (), {"__annotations__": {"pools": int}})))}
    hints = key_hints(pools, SCOPE, Registry(stages={"t.p": pools, **other}))
    assert hints.advice("pools") == ""


def test_retired_options_come_from_the_type() -> None:
    assert key_hints(MODES, SCOPE, Registry()).retired == {"way": "write `mode`"}
