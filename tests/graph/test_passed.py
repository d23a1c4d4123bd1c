"""What ports pass on: dtypes, kinds, roles and domains through stages that keep them."""

from __future__ import annotations

from attrs import evolve

from graphnet.contract.domain import render_domain
from graphnet.diagnostics import Diagnostics
from graphnet.graph import Plan, plan_spec
from graphnet.graph.plan import PlannedPort
from graphnet.plugin.types import Declaration, NoOptions, Reorders, StageType
from graphnet.registry import Registry
from tests.toys import read, toy_registry

CODES = "codes int64 (batch:B, time:L, channel:C) in [0, 2**bits)"
FRAMES = "float (batch:B, time:L, feature:H)"


def registry(**contracts: str | Declaration) -> Registry:
    """The toys and some stage types of these contracts, one of them perhaps a source `codes`."""
    toys = toy_registry()
    types = {f"pass.{name}": _type(f"pass.{name}", text) for name, text in contracts.items()}
    sources = {name: each for name, each in types.items() if name == "pass.words"}
    return evolve(toys, stages={**toys.stages, **types}, sources={**toys.sources, **sources})


def _type(name: str, text: str | Declaration) -> StageType:
    declared = (
        Declaration(contract=text, effects=("positionwise",), implementation="x:y")
        if isinstance(text, str)
        else text
    )
    return StageType(name=name, summary="", declare=lambda _: declared, options=NoOptions)


HEAD = """\
format = 1
name = "passing"

[sizes]
n = 8

[source]
use      = "{source}"
contract = "-> {dtype} (B, L, 1) in [0, n)"

"""


def planned(
    *uses: str, source: str = "codes", dtype: str = "int64", **contracts: str | Declaration
) -> tuple[Plan | None, Diagnostics]:
    stages = "".join(f'[stages.s{i}]\nuse = "{use}"\n\n' for i, use in enumerate(uses))
    spec, problems = read(HEAD.format(source=source, dtype=dtype) + stages)
    plan, found = plan_spec(spec, registry(**contracts))
    return plan, problems + found


def last(plan: Plan | None) -> PlannedPort:
    assert plan is not None
    return plan.stages[-1].gives["main"]


SAME = "'T (batch:B, time:L, channel:C) -> 'T (batch:B, time:L, channel:C)"
WORDS = "-> int64 | float32 (batch:B, time:L, channel:C) in [0, 2**bits)"


def test_a_dtype_variable_is_bound_by_the_input_and_carried_on() -> None:
    assert last(planned("same", same=SAME)[0]).dtype == "int64"


def test_inputs_of_one_dtype_variable_have_one_dtype() -> None:
    contract = Declaration(
        contract={
            "in.main": "'T (batch:B, time:L, channel:C)",
            "in.other": "'T (batch:B, time:L, channel:C)",
            "out.main": "'T (batch:B, time:L, channel:C)",
        },
        implementation="x:y",
    )
    text = HEAD.format(source="codes", dtype="int64") + (
        '[stages.real]\nuse = "real"\n\n[stages.add]\nuse = "add"\n'
        'input = { main = "source", other = "real" }\n'
    )
    real = "int64 (batch:B, time:L, channel:C) -> float32 (batch:B, time:L, channel:C)"
    _, (problem,) = plan_spec(read(text)[0], registry(add=contract, real=real))
    assert problem.rule.code == "GN401"
    assert problem.message == "`add` takes `int64`, but gets `float32` from `real`"


def test_no_dtype_in_a_declaration_means_the_dtype_of_the_input() -> None:
    plain = "(batch:B, time:L, channel:C) -> (batch:B, time:L, channel:C)"
    assert last(planned("plain", plain=plain)[0]).dtype == "int64"


def test_every_member_of_a_union_must_enter() -> None:
    taker = "int64 (batch:B, time:L, channel:C) -> int64 (batch:B, time:L, channel:C)"
    _, (problem,) = planned(
        "taker", source="words", dtype="int64 | float32", words=WORDS, taker=taker
    )
    assert problem.rule.code == "GN401"
    assert problem.message == (
        "`s0` takes `int64`, but gets `int64 | float32` from `source`: "
        "`float32` may come and cannot enter"
    )
    both = taker.replace("int64", "int | float", 1)
    plan, _ = planned("taker", source="words", dtype="int64 | float32", words=WORDS, taker=both)
    assert last(plan).dtype == "int64"


def test_a_union_is_not_taken_for_whole_numbers() -> None:
    """[0, 8) holds 7.5, which [0, 7] does not."""
    taker = "int64 | float32 (batch:B, time:L, channel:C) in [0, 7] -> float (batch:B, time:L)"
    _, (problem,) = planned(
        "taker", source="words", dtype="int64 | float32", words=WORDS, taker=taker
    )
    assert problem.rule.code == "GN402"
    plan, _ = planned("taker", taker=taker)
    assert plan is not None


def test_kinds_are_compared_where_both_sides_state_one() -> None:
    logits = "(batch:B, time:L, channel:C) -> logits float (batch:B, time:L, channel:C)"
    soft = "probabilities float (batch:B, time:L, channel:C) -> float (batch:B, time:L, channel:C)"
    _, (problem,) = planned("logits", "soft", logits=logits, soft=soft)
    assert problem.rule.code == "GN404"
    silent = "float (batch:B, time:L, channel:C) -> float (batch:B, time:L, channel:C)"
    plan, problems = planned("logits", "silent", "soft", logits=logits, soft=soft, silent=silent)
    assert plan is not None, problems


def test_kinds_go_through_a_delay_and_a_stage_that_keeps_its_dtype() -> None:
    logits = "(batch:B, time:L, channel:C) -> logits float (batch:B, time:L, channel:C)"
    soft = "probabilities float (batch:B, time:L, channel:C) -> float (batch:B, time:L, channel:C)"
    for between in ("same", "delay"):
        _, problems = planned("logits", between, "soft", logits=logits, soft=soft, same=SAME)
        assert [problem.rule.code for problem in problems] == ["GN404"]


def test_a_stage_that_only_moves_values_keeps_their_domain() -> None:
    laws = (Reorders(places=("i0", "i1 // C", "i1 % C")),)
    contract = "'T (batch:B, time:T, channel:C) -> 'T (batch:B, time:C*T, channel:1)"
    turn = Declaration(
        contract=contract, effects=("positionwise",), laws=laws, implementation="x:y"
    )
    domain = last(planned("turn", turn=turn)[0]).domain
    assert domain is not None
    assert render_domain(domain) == "[0, 8)"
    assert last(planned("turn", turn=evolve(turn, laws=()))[0]).domain is None


def test_a_written_dtype_is_asked_of_what_comes_in() -> None:
    text = HEAD.format(source="words", dtype="int64 | float32") + (
        '[stages.s]\nuse = "any"\ncontract = "int64 (B, L, 1) -> (B, L, 1)"\n'
    )
    either = "int64 | float32 (batch:B, time:L, channel:C) -> float (batch:B, time:L, channel:C)"
    _, (problem,) = plan_spec(read(text)[0], registry(words=WORDS, any=either))
    assert problem.rule.code == "GN401"


HASH = "(batch:B, time:L, channel:#C, feature:H) -> (batch:B, time:L, channel:C, feature:H)"
BROAD = {
    "in.main": "(batch:B, time:L, channel:#C)",
    "in.other": "(batch:B, time:L, channel:#C)",
    "out.main": "(batch:B, time:L, channel:C)",
}
WIDE = "(batch:B, time:L, channel:1) -> (batch:B, time:L, channel:5)"


def broad(*, main: str, other: str, **more: str | Declaration) -> list[str]:
    text = HEAD.format(source="codes", dtype="int64") + (
        '[stages.wide]\nuse = "wide"\n\n[stages.odd]\nuse = "odd"\ninput = "source"\n\n'
        f'[stages.sum]\nuse = "sum"\ninput = {{ main = "{main}", other = "{other}" }}\n\n'
        '[stages.end]\nuse = "end"\ninput = { main = "sum", a = "wide", b = "odd" }\n'
    )
    end = {"in.main": "(_, _, channel:C)", "in.a": "(...)", "in.b": "(_, _, _)",
           "out.main": "(channel:C,)"}  # fmt: skip
    kinds: dict[str, str | Declaration] = {
        "wide": WIDE,
        "odd": WIDE.replace("5", "3"),
        "sum": Declaration(contract=BROAD, implementation="x:y"),
        "end": Declaration(contract=end, implementation="x:y"),
    }
    plan, problems = plan_spec(read(text)[0], registry(**kinds, **more))
    if plan is None:
        return [problem.rule.code for problem in problems]
    return [str(axis.size.as_int) for axis in plan.stages[-1].gives["main"].axes]


def test_an_axis_that_may_be_one_is_one_or_the_size() -> None:
    assert broad(main="source", other="wide") == ["5"]
    assert broad(main="wide", other="source") == ["5"]
    assert broad(main="wide", other="wide") == ["5"]
    assert broad(main="source", other="source") == ["1"]
    assert broad(main="wide", other="odd") == ["GN301"]


MARKED = "-> int64 (batch:B, time:L, channel:C) in [0, n) | {-100}"
INTO = "int64 (batch:B, time:L, channel:C) in {} -> float (batch:B, time:L, feature:H)"


def marked(domain: str, *, written: str = "[0, n) | {-100}") -> list[str]:
    """What is said where a source of marked codes meets a stage that takes a domain."""
    text = HEAD.format(source="words", dtype="int64").replace("[0, n)", written)
    text += '[stages.s]\nuse = "into"\nsizes = { H = 2 }\n'
    plan, problems = plan_spec(read(text)[0], registry(words=MARKED, into=INTO.format(domain)))
    if plan is None:
        return [problem.rule.code for problem in problems]
    return [guard.text for guard in plan.guards]


def test_a_mark_beside_the_codes_must_be_accepted_as_well() -> None:
    assert marked("[0, m) | {-100}") == []
    assert marked("{-100} | [0, m)") == []
    assert marked("[0, 8) | {-100}") == []
    assert marked("[-100, 8)") == []
    assert marked("[0, 8)") == ["GN402"]
    assert marked("[0, 7) | {-100}") == ["GN402"]
    assert marked("[0, 8) | {-101}") == ["GN402"]


def test_a_written_domain_has_the_bounds_of_the_declared_one() -> None:
    assert marked("[0, 9) | {-100}", written="[0, 9) | {-100}") == []
    assert marked("[0, 8) | {-100}", written="[0, 8)") == ["GN303"]
    assert marked("[0, 8) | {-100}", written="[1, n) | {-100}") == ["GN303"]
    assert marked("[0, 8) | {-100}", written="[0, n) | {-99}") == ["GN303"]


def test_an_axis_that_may_be_one_may_stand_behind_a_variadic() -> None:
    tail = "(*S, channel:#K) -> (*S, channel:K)"
    other = {
        "in.main": "(*S, channel:#K)",
        "in.other": "(channel:K,)",
        "out.main": "(*S, channel:K)",
    }
    text = HEAD.format(source="codes", dtype="int64") + (
        '[stages.ear]\nuse = "ear"\n\n[stages.s]\nuse = "tail"\n'
        'input = { main = "source", other = "ear" }\n'
    )
    ear = "(batch:B, time:L, channel:C) -> (channel:4*C,)"
    kinds: dict[str, str | Declaration] = {
        "tail": Declaration(contract=other, implementation="x:y"),
        "ear": ear,
    }
    plan, problems = plan_spec(read(text)[0], registry(**kinds))
    assert plan is not None, [p.message for p in problems]
    assert last(plan).axes[-1].size.as_int == 4
    assert last(planned("alone", alone=tail)[0]).axes[-1].size.as_int == 1


def test_inputs_of_two_kinds_give_none() -> None:
    add = Declaration(
        contract={
            "in.main": "'T (batch:B, time:L, channel:C)",
            "in.other": "'T (batch:B, time:L, channel:C)",
            "out.main": "'T (batch:B, time:L, channel:C)",
        },
        implementation="x:y",
    )
    logits = "(batch:B, time:L, channel:C) -> logits float (batch:B, time:L, channel:C)"
    for kind, given in (("logits", "logits"), ("pcm", None)):
        second = logits.replace("logits", kind)
        text = HEAD.format(source="codes", dtype="int64") + (
            '[stages.one]\nuse = "one"\n\n[stages.two]\nuse = "two"\ninput = "source"\n\n'
            '[stages.add]\nuse = "add"\ninput = { main = "one", other = "two" }\n'
        )
        plan, problems = plan_spec(read(text)[0], registry(add=add, one=logits, two=second))
        assert plan is not None, problems
        assert last(plan).kind == given
