"""What a spec says in two places has to agree, and is refused where it does not."""

from __future__ import annotations

import pytest
from attrs import evolve

from graphnet.graph import plan_spec
from graphnet.plugin.types import Declaration, StageType
from graphnet.registry import Registry
from graphnet.spec.load import spec_from_text
from graphnet.text import SourceText
from tests.toys import BASE, FRAMES, codes, read, toy_registry

TRAIN = "\n[train]\nlength = { L = 16 }\n"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("updates = 10\nschedule = { warmup = 11 }", ["GN1014"]),
        ("schedule = { warmup = 1001 }", ["GN1014"]),
        ("updates = 10\nschedule = { warmup = 10 }", []),
        ("updates = 0\nschedule = { warmup = 3 }", []),
        ('monitor = "loss"', []),
        ('monitor = "hits"', ["GN1013"]),
        ('precision = "float64"', []),
    ],
)
def test_settings_have_to_hold_together(lines: str, expected: list[str]) -> None:
    assert codes(f"{BASE}{TRAIN}{lines}\n") == expected


def test_a_warm_up_too_long_can_be_shortened() -> None:
    spec, _ = read(f"{BASE}{TRAIN}updates = 50\nschedule = {{ warmup = 80 }}\n")
    _, (problem,) = plan_spec(spec, toy_registry())
    shorter, longer = problem.fixes
    assert [edit.replacement for edit in shorter.edits] == ["5"]
    assert (shorter.text, shorter.edits[0].span.text) == ("write `warmup = 5`", "80")
    assert longer.text == "or give it time: `updates = 80` or more"


def test_a_run_that_is_short_once_leaves_the_spec_as_it_is() -> None:
    text = SourceText("toy.toml", f"{BASE}{TRAIN}schedule = {{ warmup = 80 }}\n")
    spec, _ = spec_from_text(text, ("train.updates=50",))
    assert spec is not None
    _, (problem,) = plan_spec(spec, toy_registry())
    assert problem.fixes[0].text == "add `--set train.schedule.warmup=5` to this run"
    assert problem.fixes[0].edits == ()


def test_parameters_of_half_precision_are_not_offered() -> None:
    assert codes(f'{BASE}{TRAIN}precision = "float16"\n') == ["GN104"]
    assert codes(f'{BASE}{TRAIN}precision = "bfloat16"\n') == []


def test_a_misspelt_monitor_can_be_mended() -> None:
    spec, _ = read(f'{BASE}{TRAIN}monitor = "val/los"\n')
    _, found = plan_spec(spec, toy_registry())
    (problem,) = found
    assert problem.notes == ("measured: `loss`",)
    assert problem.fixes[0].text == "did you mean `loss`?"
    assert [edit.replacement for edit in problem.fixes[0].edits] == ['"loss"']


def narrow(contract: str) -> Registry:
    toys = toy_registry()

    def declare(_: object) -> Declaration:
        return Declaration(
            contract=contract, effects=("positionwise",), implementation="tests.toys:Scale"
        )

    made = StageType(name="toy.narrow", summary="", declare=declare)
    return evolve(toys, stages={**toys.stages, "toy.narrow": made})


SINGLE = FRAMES.replace("float", "float32")
EITHER = FRAMES.replace("float", "float32|float64")
HALF = FRAMES.replace("float", "bfloat16")


@pytest.mark.parametrize(
    ("contract", "precision", "expected"),
    [
        (f"{SINGLE} -> {SINGLE}", "float32", []),
        (f"{SINGLE} -> {SINGLE}", "float64", ["GN1012"]),
        (f"{EITHER} -> {FRAMES}", "float32", []),
        (f"{EITHER} -> {FRAMES}", "float64", []),
        (f"{HALF} -> {FRAMES}", "float32", ["GN1012"]),
        (f"{FRAMES} -> {SINGLE}", "float64", ["GN1012"]),
        (f"{FRAMES} -> {FRAMES}", "float64", []),
        (f"{SINGLE} -> {FRAMES}", "bfloat16", []),  # which is float32 between stages
        (f"{HALF} -> {FRAMES}", "bfloat16", ["GN1012"]),
    ],
)
def test_a_stage_computes_in_the_precisions_its_contract_names(
    contract: str, precision: str, expected: list[str]
) -> None:
    text = BASE.replace('use = "net"', 'use = "narrow"')
    spec, _ = read(f'{text}{TRAIN}precision = "{precision}"\n')
    _, found = plan_spec(spec, narrow(contract))
    assert [problem.rule.code for problem in found] == expected
    assert all("float" in str(p.primary and p.primary.span.text) for p in found)


def test_the_precision_nobody_wrote_is_refused_at_the_stage() -> None:
    spec, _ = read(BASE.replace('use = "net"', 'use = "narrow"'))
    _, found = plan_spec(spec, narrow(f"{HALF} -> {FRAMES}"))
    (problem,) = found
    assert problem.primary is not None
    assert problem.primary.span.text == '"narrow"'


CHAIN = 'chain = ["embed", "net", "head"]\n' + BASE


def test_an_input_that_contradicts_the_chain_is_refused_and_nothing_follows_from_it() -> None:
    assert codes(CHAIN) == []
    assert codes(CHAIN.replace('use = "net"', 'use = "net"\ninput = "embed"')) == []
    assert codes(CHAIN.replace('use = "head"', 'use = "head"\ninput = "embed"')) == ["GN508"]
    assert codes(BASE.replace('use = "head"', 'use = "head"\ninput = "embed"')) == ["GN503"]


def test_a_stage_beside_the_chain_says_its_input() -> None:
    text = CHAIN.replace(
        "[objective]", '[stages.extra]\nuse = "scale"\ninput = "net"\n\n[objective]'
    )
    assert codes('outputs = ["extra"]\n' + text) == []


@pytest.mark.parametrize(
    "line", ['outputs = ["net", "net.main"]', 'requires = ["attrs", "Attrs>=20"]']
)
def test_a_list_that_names_a_thing_twice_is_refused(line: str) -> None:
    assert codes(f"{line}\n{BASE}") == ["GN508"]
