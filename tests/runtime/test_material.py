"""What a run is made from is found where it was named, and everything wrong with it is said."""

from __future__ import annotations

from pathlib import Path

from attrs import evolve

from graphnet.runtime.material import (
    check_objective,
    find_corpus,
    gather,
    window_lengths,
)
from graphnet.spec.settings import DataSettings, EvaluateSettings
from tests.runtime.launching import opened, request, trained
from tests.runtime.tiny import tiny_plan, tiny_training, write_data


def test_all_that_a_run_needs_is_there_and_nothing_is_written(tmp_path: Path) -> None:
    material, problems = gather(request(tmp_path), None)
    assert problems == ()
    assert material is not None
    assert [example.length for example in material.examples] == [40, 41, 42, 43]
    assert (material.lengths.items, material.window.items) == (8, 8)
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_several_problems_of_different_kinds_come_together(tmp_path: Path) -> None:
    plan = tiny_plan(tiny_training(length={"L": 9}))
    asked = evolve(request(tmp_path, plan), device="cuda:7", threads=0)
    (tmp_path / "data" / "train" / "bad.bin").write_bytes(b"\xff")
    material, problems = gather(asked, None)
    assert material is None
    assert {d.rule.code for d in problems} == {"GN308", "GN903", "GN1001", "GN1004"}


def test_a_spec_without_an_objective_says_so(tmp_path: Path) -> None:
    asked = request(tmp_path)
    assert check_objective(asked, "train") == ()
    plan = evolve(asked.plan, stages=asked.plan.stages[:-1])
    (problem,) = check_objective(evolve(asked, plan=plan), "train")
    assert problem.rule.code == "GN507"


def test_evaluation_takes_its_own_length_or_that_of_training() -> None:
    own = tiny_plan(evaluate=EvaluateSettings(length={"L": 12}))
    for plan, items in ((tiny_plan(), 8), (own, 12)):
        lengths, problems = window_lengths(plan)
        assert problems == ()
        assert lengths is not None
        assert lengths.items == items


def test_named_data_come_before_those_of_the_run_and_those_before_the_specs(
    tmp_path: Path,
) -> None:
    trained(tmp_path)
    run = opened(tmp_path / "run")
    for name in ("mine", "spec"):
        write_data(tmp_path / name, {"train": 1})
    asked = request(tmp_path)
    settings = evolve(asked.plan.settings, data=DataSettings(path="spec"))
    asked = evolve(
        asked,
        plan=evolve(asked.plan, settings=settings),
        spec=evolve(asked.spec, text=evolve(asked.spec.text, path=str(tmp_path / "x.toml"))),
    )
    for data, at_run, folder in (
        (tmp_path / "mine", run, "mine"),
        (None, run, "data"),
        (None, None, "spec"),
    ):
        corpus, problems = find_corpus(evolve(asked, data=data), at_run)
        assert problems == ()
        assert corpus is not None
        assert corpus.folder.name == folder


def test_no_data_named_anywhere_is_refused(tmp_path: Path) -> None:
    corpus, (problem,) = find_corpus(evolve(request(tmp_path), data=None), None)
    assert corpus is None
    assert problem.rule.code == "GN901"
