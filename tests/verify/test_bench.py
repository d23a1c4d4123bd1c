"""A stage's module, built as a network builds it, and widened for probes."""

from __future__ import annotations

import torch
from attrs import evolve

from graphnet.verify.bench import Bench, build, construct, declared_parameters, on_meta
from graphnet.verify.subject import Subject
from tests.toys import BASE
from tests.verify.proving import stage_text
from tests.verify.test_names import subject


def bench(name: str) -> Bench:
    built, problems = build(subject(stage_text(name), "probed"))
    assert built is not None, problems
    return built


def other_implementation(found: Subject, place: str) -> Subject:
    return evolve(found, planned=evolve(found.planned, implementation=place))


def test_a_module_that_is_not_there_is_refused() -> None:
    lost = other_implementation(subject(BASE, "head"), "tests.toys:Nowhere")
    built, problems = build(lost)
    assert built is None
    assert [problem.rule.code for problem in problems] == ["GN701"]


def test_parameters_other_than_declared_are_refused() -> None:
    liar = other_implementation(subject(BASE, "head"), "tests.toys:Liar")
    built, problems = build(liar)
    assert built is None
    assert [problem.rule.code for problem in problems] == ["GN702"]


def test_declared_shapes_are_in_numbers() -> None:
    assert declared_parameters(subject(BASE, "head")) == {"weight": (8, 4)}


def test_building_leaves_the_random_numbers_of_others_alone() -> None:
    torch.manual_seed(5)
    expected = torch.rand(1)
    torch.manual_seed(5)
    construct("tests.toys:Head", subject(BASE, "head"), None)
    assert torch.equal(torch.rand(1), expected)


def test_probes_see_parameters_moved_so_that_no_zero_hides_what_is_behind() -> None:
    built = bench("faintly-ahead")
    gate = dict(built.wide.named_parameters())["gate"].detach()
    moved = dict(built.shaken.named_parameters())["gate"].detach()
    assert gate.dtype == moved.dtype == torch.float64
    assert float(gate) == 0.0
    assert float(moved) != 0.0
    assert float(dict(built.module.named_parameters())["gate"].detach()) == 0.0


def test_tensors_for_shapes_alone_have_no_values() -> None:
    assert {each.device.type for each in on_meta(bench("alive").module).values()} == {"meta"}
